import { createHash } from 'node:crypto';
import type { BluecherryConnector } from '../../../lib/connectors/bluecherry/connector.ts';
import type { ErpOrder } from '../../../lib/model/erp-order.ts';
import type { Sku } from '../../../lib/model/identity.ts';
import type { Feed } from './read-feed.ts';
import { skuReferences } from '../../runtime/sku-directory.ts';

type Emit = (topic: 'sku-page' | 'erp-order-page', payload: readonly unknown[]) => Promise<boolean>;

const hashOf = (record: unknown): string => createHash('sha256').update(JSON.stringify(record)).digest('base64url').slice(0, 22);

/** SKUs: keeps the directory that order validation looks into. */
export function skuFeed(connector: BluecherryConnector, system: string, emit: Emit): Feed<Sku> {
  return {
    pages: (options) => connector.listSkus(options),
    keyOf: (sku) => Object.values(sku.identity).join('|'),
    revisionOf: hashOf,
    modifiedAt: (sku) => sku.modifiedAt,
    keep: (tables, skus, at) => tables.references.put(skuReferences(system, skus, at)),
    emit: (skus) => emit('sku-page', skus),
  };
}

/** Sales orders: what BlueCherry shows goes into the timeline of the storefront order, whose units its stock figures have now. */
export function erpOrderFeed(connector: BluecherryConnector, system: string, emit: Emit): Feed<ErpOrder> {
  return {
    pages: (options) => connector.listOrders(options),
    keyOf: (order) => order.ordNum,
    revisionOf: hashOf,
    modifiedAt: (order) => order.modifiedAt,
    async keep(tables, orders, at) {
      await tables.orderStates.put(
        orders.map((order) => ({ system, key: order.externalRef || order.ordNum, revision: order.modifiedAt, state: JSON.stringify(order), updatedAt: at })),
      );
      await tables.timeline.record(
        orders
          .filter((order) => order.externalRef !== '')
          .map((order) => ({
            entity: 'sales-order',
            key: order.externalRef,
            at,
            system: 'bluecherry',
            kind: 'seen',
            text: `BlueCherry shows sales order ${order.ordNum}: ${order.status}.`,
            revision: order.modifiedAt,
          })),
      );
      for (const order of orders) if (order.externalRef !== '') await tables.demand.imported([order.externalRef], hadAt(order, at), at);
    },
    emit: (orders) => emit('erp-order-page', orders),
  };
}

/**
 * Since when BlueCherry's stock figures have an order, ms since 1970: it states no time of entry, but at its last change,
 * by its own clock, it had the order. A time without a fraction may have been cut to the second.
 */
function hadAt({ modifiedAt }: ErpOrder, at: number): number {
  const changed = Date.parse(modifiedAt);
  if (changed <= 0) return at;
  return changed % 1000 === 0 ? changed + 999 : changed;
}
