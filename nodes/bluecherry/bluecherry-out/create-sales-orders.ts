import type { BluecherryConnector } from '../../../lib/connectors/bluecherry/connector.ts';
import { OperationError, type Failure } from '../../../lib/errors/operation-error.ts';
import type { EffectOutcome, EffectParts } from '../../../lib/lanes/effect-destination.ts';
import { performEffects } from '../../../lib/lanes/perform-effects.ts';
import type { LeaseToken } from '../../../lib/model/lease-token.ts';
import type { SalesOrder } from '../../../lib/model/sales-order.ts';
import { commercialFingerprint } from '../../../lib/operations/commercial-fingerprint.ts';
import { readImportResult } from '../../../lib/operations/import-result.ts';
import { salesOrderDestination, salesOrderEffect, type SalesOrderItem } from './sales-order-effect.ts';

export type SalesOrderOutcome =
  | { readonly kind: 'created' | 'already'; readonly ordNum: string }
  | { readonly kind: 'failed'; readonly failure: Failure };

export interface OrderToCreate {
  readonly order: SalesOrder;
  /** The lease under which its message travels. */
  readonly holder: LeaseToken;
}

export interface SalesOrderParts extends EffectParts {
  readonly connector: Pick<BluecherryConnector, 'importOrders' | 'findOrdersByExternalRef'>;
  /** The account, as the ledger names destinations. */
  readonly destination: string;
  /** How long BlueCherry may still be working on a call that it did not answer. */
  readonly unknownAfterMs: number;
}

/** Makes each order one sales order, by the protocol of {@link performEffects}. The outcomes are in the order given. */
export async function createSalesOrders(orders: readonly OrderToCreate[], parts: SalesOrderParts): Promise<readonly SalesOrderOutcome[]> {
  const items = orders.map(({ order, holder }): SalesOrderItem => {
    const claim = { ...salesOrderEffect(order, parts.destination), fingerprint: commercialFingerprint(order), holder };
    return { order, name: `order ${order.orderNumber}`, claim };
  });
  const outcomes = await performEffects(items, salesOrderDestination(parts.connector, parts.unknownAfterMs), parts);
  return outcomes.map((outcome, position) => toSalesOrderOutcome(outcome, orders[position]?.order));
}

function toSalesOrderOutcome(outcome: EffectOutcome, order: SalesOrder | undefined): SalesOrderOutcome {
  if (outcome.kind === 'failed') return outcome;
  const ordNum = readImportResult(outcome.result)?.ordNum ?? '';
  if (outcome.kind !== 'changed') return { kind: outcome.kind === 'done' ? 'created' : 'already', ordNum };
  const sentence = `Order ${order?.orderNumber ?? ''} is sales order ${ordNum}, and its lines, amounts or addresses were changed in the shop since.`;
  return { kind: 'failed', failure: new OperationError('ORDER_CHANGED_AFTER_IMPORT', sentence, { details: { ordNum } }).toFailure() };
}
