import { OperationError } from '../../../lib/errors/operation-error.ts';
import type { SalesOrder } from '../../../lib/model/sales-order.ts';
import { commercialFingerprint } from '../../../lib/operations/commercial-fingerprint.ts';
import { judgeImport, refundedTotal } from '../../../lib/operations/judge-import.ts';
import { readImportResult } from '../../../lib/operations/import-result.ts';
import type { LaneEntry } from '../../../lib/store/contract/lane-table.ts';
import type { StoreTables } from '../../../lib/store/contract/store.ts';

export interface NothingToDo {
  readonly reason: string;
  readonly sentence: string;
  /** Entries of the order that wait in a lane and must not leave it any more. */
  readonly withdraw: readonly number[];
}

/**
 * Why an order need not be sent, from its state in the shop and from what BlueCherry has got already; undefined when it
 * is due.
 * @throws ORDER_CANCELLED_AFTER_IMPORT, REFUND_AFTER_IMPORT, ORDER_CHANGED_AFTER_IMPORT where the shop went on after
 *   the import: never dropped, a person carries it over to BlueCherry
 */
export async function findReasonNotToSend(tables: StoreTables, order: SalesOrder): Promise<NothingToDo | undefined> {
  const judgement = judgeImport(order);
  const effects = await tables.effects.byKey(order.externalRef);
  const imported = effects.find((effect) => effect.operation === 'create-sales-order');
  if (!imported) return judgement.due ? undefined : withdrawal(judgement, order, await tables.lanes.unsettled('sales-order', order.externalRef));

  const result = readImportResult(imported.result);
  const where = result ? `sales order ${result.ordNum}` : 'on its way to BlueCherry';
  const details = { ordNum: result?.ordNum ?? null, status: order.remoteStatus };
  if (!judgement.due) {
    const code = judgement.reason === 'refunded-in-full' ? 'REFUND_AFTER_IMPORT' : 'ORDER_CANCELLED_AFTER_IMPORT';
    throw new OperationError(code, `Order ${order.orderNumber} is ${where}, and the shop says "${order.remoteStatus}".`, { details });
  }
  if (imported.state !== 'confirmed' || !result) return undefined;
  if (imported.fingerprint !== commercialFingerprint(order)) {
    throw new OperationError('ORDER_CHANGED_AFTER_IMPORT', `Order ${order.orderNumber} is ${where}, and its lines, amounts or addresses were changed in the shop.`, { details });
  }
  const refunded = refundedTotal(order);
  if (refunded > result.refundedAtImport) {
    throw new OperationError('REFUND_AFTER_IMPORT', `Order ${order.orderNumber} is ${where}, and the shop has refunded ${refunded - result.refundedAtImport} (minor units of ${order.currency}) since.`, { details: { ...details, refunded } });
  }
  return { reason: 'in BlueCherry already', sentence: `Nothing to send: the order is ${where} and has not changed since.`, withdraw: [] };
}

/** An order that is cancelled while it still waits leaves its lane; one that is being sent cannot be called back. */
function withdrawal(judgement: { reason: string; sentence: string }, order: SalesOrder, entries: readonly LaneEntry[]): NothingToDo {
  if (entries.some((entry) => entry.state === 'claimed')) {
    throw new OperationError('ORDER_CANCELLED_AFTER_IMPORT', `Order ${order.orderNumber} is just being sent to BlueCherry, and the shop says "${order.remoteStatus}".`, {
      details: { ordNum: null, status: order.remoteStatus },
    });
  }
  return { reason: judgement.reason, sentence: judgement.sentence, withdraw: entries.map((entry) => entry.id) };
}
