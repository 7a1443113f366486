import { OperationError, toFailure, type Failure } from '../../../lib/errors/operation-error.ts';
import type { BluecherryConnector } from '../../../lib/connectors/bluecherry/connector.ts';
import type { Clock, EffectClaim, EffectDecision, EffectLedger } from '../../../lib/lanes/contract.ts';
import type { SalesOrder } from '../../../lib/model/sales-order.ts';
import { commercialFingerprint } from '../../../lib/operations/commercial-fingerprint.ts';
import { readImportResult, type ImportResult } from '../../../lib/operations/import-result.ts';
import { refundedTotal } from '../../../lib/operations/judge-import.ts';

export type SalesOrderOutcome =
  | { readonly kind: 'created' | 'already'; readonly ordNum: string }
  | { readonly kind: 'failed'; readonly failure: Failure };

export interface SalesOrderParts {
  readonly connector: Pick<BluecherryConnector, 'importOrders' | 'findOrdersByExternalRef'>;
  readonly ledger: EffectLedger;
  readonly clock: Clock;
  /** The account, as the ledger names destinations. */
  readonly destination: string;
  /** How long BlueCherry may still be working on a call that it did not answer. */
  readonly unknownAfterMs: number;
}

interface Task {
  readonly order: SalesOrder;
  readonly claim: EffectClaim;
}

/**
 * Makes each order one sales order: claimed in the ledger, written, confirmed. What may have been written before is
 * looked up by its external reference first, and written again only when BlueCherry has had its time and does not
 * have it. Never throws for one order: each has its outcome, keyed by external reference.
 */
export async function createSalesOrders(orders: readonly SalesOrder[], parts: SalesOrderParts): Promise<ReadonlyMap<string, SalesOrderOutcome>> {
  const { ledger } = parts;
  const outcomes = new Map<string, SalesOrderOutcome>();
  const tasks = orders.map((order) => ({ order, claim: claimFor(order, parts.destination) }));
  const decisions = await ledger.begin(tasks.map((task) => task.claim));
  const decided = tasks.map((task, index) => ({ ...task, decision: decisions[index] ?? ({ state: 'busy' } as const) }));

  for (const { order, decision } of decided) {
    const settled = outcomeWithoutWriting(order, decision);
    if (settled) outcomes.set(order.externalRef, settled);
  }
  const unknown = decided.filter(({ decision }) => decision.state === 'unknown');
  const toWrite: Task[] = decided.filter(({ decision }) => decision.state === 'claimed');
  if (unknown.length > 0) toWrite.push(...(await resolveUnknown(unknown, parts, outcomes)));
  if (toWrite.length > 0) await write(toWrite, parts, outcomes);
  return outcomes;
}

function claimFor(order: SalesOrder, destination: string): EffectClaim {
  // One paid order is one sales order whatever its revision, so the revision is no part of the id.
  return { destination, operation: 'create-sales-order', key: order.externalRef, revision: '', fingerprint: commercialFingerprint(order) };
}

function outcomeWithoutWriting(order: SalesOrder, decision: EffectDecision): SalesOrderOutcome | undefined {
  if (decision.state === 'confirmed') {
    const ordNum = readImportResult(decision.result)?.ordNum ?? '';
    if (decision.sameContent) return { kind: 'already', ordNum };
    return failed(new OperationError('ORDER_CHANGED_AFTER_IMPORT', `Order ${order.orderNumber} is sales order ${ordNum}, and its lines, amounts or addresses were changed in the shop since.`, { details: { ordNum } }));
  }
  if (decision.state === 'busy') {
    return failed(new OperationError('OUTCOME_UNKNOWN', `Order ${order.orderNumber} is being sent by another message just now.`, { retryAfterMs: 1000 }));
  }
  return undefined;
}

/** Asks BlueCherry for orders whose fate is unknown; returns those that it certainly does not have. */
async function resolveUnknown(unknown: readonly (Task & { readonly decision: EffectDecision })[], parts: SalesOrderParts, outcomes: Map<string, SalesOrderOutcome>): Promise<Task[]> {
  const { ledger, clock, connector, unknownAfterMs } = parts;
  let found: Awaited<ReturnType<typeof connector.findOrdersByExternalRef>>;
  try {
    found = await connector.findOrdersByExternalRef(unknown.map(({ order }) => order.externalRef));
  } catch (error) {
    const cause = toFailure(error);
    for (const { order } of unknown) outcomes.set(order.externalRef, failed(stillUnknown(order, cause.message, cause.retryAfterMs)));
    return [];
  }
  const absent: Task[] = [];
  for (const { order, claim, decision } of unknown) {
    const [existing] = found.get(order.externalRef) ?? [];
    const waitedMs = decision.state === 'unknown' ? clock.now() - decision.since : 0;
    if (existing) {
      await ledger.confirm([{ ...claim, result: resultOf(order, existing.ordNum) }]);
      outcomes.set(order.externalRef, { kind: 'created', ordNum: existing.ordNum });
    } else if (waitedMs < unknownAfterMs) {
      outcomes.set(order.externalRef, failed(stillUnknown(order, 'it may still be working on the call', unknownAfterMs - waitedMs)));
    } else {
      await ledger.claimAgain(claim);
      absent.push({ order, claim });
    }
  }
  return absent;
}

function stillUnknown(order: SalesOrder, why: string, retryAfterMs: number | undefined): OperationError {
  return new OperationError('OUTCOME_UNKNOWN', `Whether BlueCherry has order ${order.orderNumber} is not known yet: ${why}.`, retryAfterMs === undefined ? {} : { retryAfterMs });
}

async function write(tasks: readonly Task[], parts: SalesOrderParts, outcomes: Map<string, SalesOrderOutcome>): Promise<void> {
  const { ledger, connector } = parts;
  let results: Awaited<ReturnType<typeof connector.importOrders>>;
  try {
    results = await connector.importOrders(tasks.map(({ order }) => order));
  } catch (error) {
    // Thrown means: BlueCherry certainly took none of them.
    await ledger.abandon(tasks.map(({ claim }) => claim));
    const failure = toFailure(error);
    for (const { order } of tasks) outcomes.set(order.externalRef, { kind: 'failed', failure });
    return;
  }
  const confirmed: (EffectClaim & { result: string })[] = [];
  const refused: EffectClaim[] = [];
  const unanswered: EffectClaim[] = [];
  for (const { order, claim } of tasks) {
    const result = results.get(order.externalRef);
    if (result?.kind === 'accepted' || result?.kind === 'duplicate') {
      confirmed.push({ ...claim, result: resultOf(order, result.ordNum) });
      outcomes.set(order.externalRef, { kind: 'created', ordNum: result.ordNum });
    } else if (result?.kind === 'rejected') {
      refused.push(claim);
      outcomes.set(order.externalRef, { kind: 'failed', failure: result.failure });
    } else {
      unanswered.push(claim);
      const why = result?.failure.message ?? 'BlueCherry did not mention it in its answer';
      outcomes.set(order.externalRef, failed(stillUnknown(order, why, parts.unknownAfterMs)));
    }
  }
  await Promise.all([ledger.confirm(confirmed), ledger.abandon(refused), ledger.markUnknown(unanswered)]);
}

function resultOf(order: SalesOrder, ordNum: string): string {
  const result: ImportResult = { ordNum, refundedAtImport: refundedTotal(order) };
  return JSON.stringify(result);
}

function failed(error: OperationError): SalesOrderOutcome {
  return { kind: 'failed', failure: error.toFailure() };
}
