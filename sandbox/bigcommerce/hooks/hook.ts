import type { JsonObject } from '../../json-value.ts';

export interface Hook {
  readonly id: number;
  scope: string;
  destination: string;
  isActive: boolean;
  headers: JsonObject | null;
  readonly createdAt: number;
  updatedAt: number;
  /** Since when it has had nothing to tell or nobody has changed it. */
  usedAt: number;
}

export const hooksPerScope = 10;
const idleMs = 90 * 24 * 3_600_000;

const scopes = [
  'store/order/created', 'store/order/updated', 'store/order/archived', 'store/order/statusUpdated', 'store/order/message/created', 'store/order/refund/created',
  'store/order/transaction/created', 'store/order/transaction/updated', 'store/shipment/created', 'store/shipment/updated', 'store/shipment/deleted',
  'store/product/created', 'store/product/updated', 'store/product/deleted', 'store/product/inventory/updated', 'store/product/inventory/order/updated',
  'store/sku/created', 'store/sku/updated', 'store/sku/deleted', 'store/sku/inventory/updated', 'store/sku/inventory/order/updated',
];

/** `store/order/*` stands for all that begins so. */
export const covers = (scope: string, event: string): boolean => (scope.endsWith('/*') ? event.startsWith(scope.slice(0, -1)) : scope === event);

export const isScope = (scope: string): boolean => scopes.some((known) => covers(scope, known));

export const isDeactivated = (hook: Hook, now: number): boolean => now - hook.usedAt > idleMs;

export const presentHook = (hook: Hook, clientId: string, storeHash: string): JsonObject => ({
  id: hook.id,
  client_id: clientId,
  store_hash: storeHash,
  scope: hook.scope,
  destination: hook.destination,
  headers: hook.headers,
  is_active: hook.isActive,
  created_at: Math.floor(hook.createdAt / 1000),
  updated_at: Math.floor(hook.updatedAt / 1000),
});
