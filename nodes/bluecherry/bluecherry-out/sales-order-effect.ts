import type { BluecherryConnector } from '../../../lib/connectors/bluecherry/connector.ts';
import type { ImportOutcome } from '../../../lib/connectors/bluecherry/import-outcome.ts';
import type { EffectDestination, EffectItem, WriteAnswer } from '../../../lib/lanes/effect-destination.ts';
import type { SalesOrder } from '../../../lib/model/sales-order.ts';
import type { ImportResult } from '../../../lib/operations/import-result.ts';
import { refundedTotal } from '../../../lib/operations/judge-import.ts';
import type { EffectId } from '../../../lib/store/contract/effect-table.ts';

export interface SalesOrderItem extends EffectItem {
  readonly order: SalesOrder;
}

/** One paid order is one sales order whatever its revision, so the revision is no part of the id. */
export function salesOrderEffect({ externalRef }: Pick<SalesOrder, 'externalRef'>, destination: string): EffectId {
  return { destination, operation: 'create-sales-order', key: externalRef, revision: '' };
}

/** BlueCherry as a destination of sales orders, which it can be asked for by their external reference. */
export function salesOrderDestination(connector: Pick<BluecherryConnector, 'importOrders' | 'findOrdersByExternalRef'>, unknownAfterMs: number): EffectDestination<SalesOrderItem> {
  return {
    system: 'BlueCherry',
    unknownAfterMs,
    async lookUp(items) {
      const found = await connector.findOrdersByExternalRef(items.map(({ order }) => order.externalRef));
      const results = new Map<SalesOrderItem, string>();
      for (const item of items) {
        const [existing] = found.get(item.order.externalRef) ?? [];
        if (existing) results.set(item, resultOf(item.order, existing.ordNum));
      }
      return results;
    },
    async write(items, guard) {
      const itemOf = new Map(items.map((item) => [item.order, item]));
      const outcomes = await connector.importOrders([...itemOf.keys()], {
        guard: (leaving) => guard(leaving.flatMap((order) => itemOf.get(order) ?? [])),
      });
      const answers = new Map<SalesOrderItem, WriteAnswer>();
      for (const item of items) {
        const outcome = outcomes.get(item.order.externalRef);
        if (outcome) answers.set(item, answerOf(item.order, outcome));
      }
      return answers;
    },
  };
}

function answerOf(order: SalesOrder, outcome: ImportOutcome): WriteAnswer {
  if (outcome.kind === 'rejected') return { kind: 'refused', failure: outcome.failure };
  if (outcome.kind === 'unknown') return { ...outcome, kind: 'unanswered' };
  return { kind: 'done', result: resultOf(order, outcome.ordNum) };
}

function resultOf(order: SalesOrder, ordNum: string): string {
  const result: ImportResult = { ordNum, refundedAtImport: refundedTotal(order) };
  return JSON.stringify(result);
}
