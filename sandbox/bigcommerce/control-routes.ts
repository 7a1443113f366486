import { objectBody, type ControlRoute } from '../http/control-router.ts';
import { numberOf, textOf, type JsonObject } from '../json-value.ts';
import type { HookDeliveries } from './hooks/hook-deliveries.ts';
import { readDraft } from './orders/order-draft.ts';
import type { Quota } from './quota.ts';
import { readRefundedItems, type StoreControl } from './store-control.ts';

/** The control of the store over HTTP; `record` and traffic are added by the start. */
export const controlRoutes = (store: StoreControl, quota: Quota, deliveries: HookDeliveries): ControlRoute[] => {
  const bodyOf = (body: unknown): JsonObject => (body === null ? {} : objectBody(body as JsonObject));
  return [
    { method: 'POST', pattern: /^\/orders$/, run: ({ body }) => ({ id: store.placeOrder(readDraft(bodyOf(body))) }) },
    { method: 'POST', pattern: /^\/orders\/buy$/, run: ({ body }) => ({ id: store.buy(textOf(bodyOf(body), 'sku')) }) },
    { method: 'PATCH', pattern: /^\/orders\/(\d+)$/, run: ({ parts: [id], body }) => store.editOrder(Number(id), bodyOf(body)) },
    { method: 'POST', pattern: /^\/orders\/(\d+)\/status$/, run: ({ parts: [id], body }) => store.setStatus(Number(id), numberOf(bodyOf(body), 'statusId')) },
    { method: 'POST', pattern: /^\/orders\/(\d+)\/cancel$/, run: ({ parts: [id] }) => store.cancel(Number(id)) },
    { method: 'POST', pattern: /^\/orders\/(\d+)\/archive$/, run: ({ parts: [id] }) => store.archive(Number(id)) },
    { method: 'POST', pattern: /^\/orders\/(\d+)\/refund$/, run: ({ parts: [id], body }) => ({ id: store.refund(Number(id), readRefundedItems(bodyOf(body))) }) },
    { method: 'GET', pattern: /^\/shelf$/, run: () => store.shelf() },
    { method: 'PUT', pattern: /^\/stock\/(.+)$/, run: ({ parts: [sku = ''], body }) => store.setStock(sku, numberOf(bodyOf(body), 'onHand'), numberOf(bodyOf(body), 'locationId') || undefined) },
    { method: 'POST', pattern: /^\/products$/, run: ({ body }) => ({ id: store.addProduct(bodyOf(body)) }) },
    { method: 'PATCH', pattern: /^\/products\/(\d+)$/, run: ({ parts: [id], body }) => store.patchProduct(Number(id), bodyOf(body)) },
    { method: 'PATCH', pattern: /^\/variants\/(\d+)$/, run: ({ parts: [id], body }) => store.patchVariant(Number(id), bodyOf(body)) },
    { method: 'POST', pattern: /^\/quota\/use$/, run: ({ body }) => ({ used: quota.useByOthers(numberOf(bodyOf(body), 'calls')), left: quota.left() }) },
    { method: 'POST', pattern: /^\/webhooks\/run-due$/, run: () => void deliveries.runDue() },
    { method: 'GET', pattern: /^\/webhooks\/waiting$/, run: () => deliveries.waiting() },
  ];
};
