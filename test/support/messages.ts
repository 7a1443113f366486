import type { CanonicalMessage } from '../../lib/model/envelope.ts';
import type { SalesOrder } from '../../lib/model/sales-order.ts';
import { salesOrder } from './sales-orders.ts';

/** A sales order as it travels between nodes. */
export function orderMessage(order: SalesOrder = salesOrder(), change: Partial<CanonicalMessage['selvedge']> = {}): CanonicalMessage<SalesOrder> & { _msgid: string } {
  return {
    _msgid: 'm1',
    topic: 'sales-order',
    payload: order,
    selvedge: { client: 'harbour-thread', key: order.externalRef, revision: order.modifiedAt, source: { system: 'woocommerce', account: 'harbour-thread', node: 'in' }, occurredAt: order.modifiedAt, trace: `trace-${order.externalRef}`, ...change },
  };
}

export const tab = { id: 'tab', type: 'tab', label: 'Test' };
export const catchAll = { id: 'catch', type: 'catch', z: 'tab', scope: null, uncaught: false, wires: [['exceptions']] };
export const exceptions = { id: 'exceptions', type: 'exception-queue', z: 'tab', action: 'park', reason: '', wires: [['parked']] };
/** Takes a message and is done with it; specs listen to its input. */
export const probe = (id: string) => ({ id, type: 'function', z: 'tab', func: 'return null;', outputs: 0, timeout: 0, noerr: 0, initialize: '', finalize: '', libs: [], wires: [] });
/** Takes a message and never finishes it. */
export const hold = (id: string) => ({ id, type: 'helper', z: 'tab' });
export const bluecherryAccount = (url: string) => ({ id: 'erp', type: 'bluecherry-account', baseUrl: url, company: 'HTL', apiKeyHeader: 'X-Api-Key', apiKeyVariable: 'BLUECHERRY_API_KEY', requestsPerSecond: 1000, concurrency: 4, timeoutSeconds: 1 });
export const woocommerceAccount = (url: string) => ({
  id: 'shop', type: 'woocommerce-account', baseUrl: url, channel: 'harbour-thread', externalRefPrefix: 'HT-', consumerKeyVariable: 'WOOCOMMERCE_CONSUMER_KEY', consumerSecretVariable: 'WOOCOMMERCE_CONSUMER_SECRET', webhookSecretVariable: 'WOOCOMMERCE_WEBHOOK_SECRET', requestsPerSecond: 1000, concurrency: 4,
});
export const sandboxKeys = { BLUECHERRY_API_KEY: 'bc_sandbox_key', WOOCOMMERCE_CONSUMER_KEY: 'ck_sandbox', WOOCOMMERCE_CONSUMER_SECRET: 'cs_sandbox', WOOCOMMERCE_WEBHOOK_SECRET: 'whsec-example' };
