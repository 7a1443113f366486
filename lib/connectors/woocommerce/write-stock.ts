import { OperationError, toFailure } from '../../errors/operation-error.ts';
import type { HttpAccount } from '../http/create-http-account.ts';
import type { HttpCall } from '../http/http-call.ts';
import { isStaleReference, itemOutcome } from './item-outcome.ts';
import type { StockCall, StockChange } from './plan-stock-calls.ts';
import type { StockOutcome } from './stock-outcome.ts';

export interface WriteStockOptions {
  readonly signal?: AbortSignal;
  /** Called right before each call leaves; what it throws means that this call was not sent: its changes are `not-written`. */
  readonly guard?: (call: StockCall) => void;
  /**
   * The figures to send, in the order of the changes, asked for when the call's turn in the account's budget has come: the place to
   * take off what was sold since the changes were made. Whole units, 0 or more. When it rejects, the call is not sent.
   */
  readonly latest?: (changes: readonly StockChange[]) => Promise<readonly number[]>;
}

/**
 * Writes absolute stock figures, all calls side by side as far as the account's limits allow; says what became of each change and
 * never throws for one. A call that a shop finds too large is halved.
 */
export async function writeStock(account: Pick<HttpAccount, 'call'>, calls: readonly StockCall[], options: WriteStockOptions = {}): Promise<readonly StockOutcome[]> {
  const outcomes = await Promise.all(calls.map((call) => writeCall(account, call, options)));
  return outcomes.flat();
}

async function writeCall(account: Pick<HttpAccount, 'call'>, call: StockCall, options: WriteStockOptions): Promise<readonly StockOutcome[]> {
  const { parentId, changes } = call;
  const { latest, guard, signal } = options;
  let sent: readonly number[] = changes.map(({ quantity }) => quantity);
  try {
    const answer = await account.call({
      ...stockHttpCall(call, () => sent),
      signal,
      ...(latest ? { prepare: async () => void (sent = await latest(changes)) } : {}),
      ...(guard ? { guard: () => guard(call) } : {}),
    });
    const items = itemsOf(answer.body);
    return changes.map((change, index) => itemOutcome(change, sent[index] ?? change.quantity, items.get(Number(change.variantId ?? change.productId))));
  } catch (error) {
    const failure = toFailure(error);
    const remoteCode = failure.details['remoteCode'];
    if (failure.code === 'OUTCOME_UNKNOWN') return changes.map((change) => ({ kind: 'unanswered', change, failure }));
    if (remoteCode === 'woocommerce_rest_request_entity_too_large' && changes.length > 1) {
      const half = Math.ceil(changes.length / 2);
      const halves = [changes.slice(0, half), changes.slice(half)].map((part) => writeCall(account, { parentId, changes: part }, options));
      return (await Promise.all(halves)).flat();
    }
    if (typeof remoteCode === 'string' && isStaleReference(remoteCode)) {
      const stale = new OperationError('SHOP_REFERENCE_STALE', `WooCommerce has no product ${parentId ?? ''} any more: ${failure.message}`, { details: failure.details }).toFailure();
      return changes.map((change) => ({ kind: 'refused', change, failure: stale, staleReference: true }));
    }
    return changes.map((change) => ({ kind: 'not-written', change, failure }));
  }
}

/** @param figures asked for when the request is made */
export function stockHttpCall({ parentId, changes }: StockCall, figures: () => readonly number[]): HttpCall {
  const target =
    parentId === null
      ? { path: '/wp-json/wc/v3/products/batch', route: '/products/batch' }
      : { path: `/wp-json/wc/v3/products/${encodeURIComponent(parentId)}/variations/batch`, route: '/products/{id}/variations/batch' };
  const body = {
    // Without manage_stock the shop ignores the figure of what keeps none.
    get update() {
      const sent = figures();
      return changes.map((change, index) => ({ id: Number(change.variantId ?? change.productId), manage_stock: true, stock_quantity: sent[index] }));
    },
  };
  return { method: 'POST', ...target, body, priority: 'stock' };
}

function itemsOf(body: unknown): ReadonlyMap<number, unknown> {
  const update: unknown = typeof body === 'object' && body !== null && 'update' in body ? body.update : undefined;
  if (!Array.isArray(update)) return new Map();
  return new Map((update as unknown[]).flatMap((item): [number, unknown][] => (typeof item === 'object' && item !== null && 'id' in item ? [[Number(item.id), item]] : [])));
}
