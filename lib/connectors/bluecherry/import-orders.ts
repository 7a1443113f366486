import type { ErrorCode } from '../../errors/error-table.ts';
import { OperationError, toFailure } from '../../errors/operation-error.ts';
import type { ErpOrder } from '../../model/erp-order.ts';
import type { SalesOrder } from '../../model/sales-order.ts';
import type { ConnectorClock } from '../contract.ts';
import { explainRejection } from './explain-rejection.ts';
import type { ImportOrder } from './import-order.ts';
import type { ImportOutcome, ImportOutcomes } from './import-outcome.ts';
import { batchIdOf, type BatchResult, readBatch } from './read-batch.ts';
import { wait } from '../http/wait.ts';

export interface ImportPorts {
  readonly clock: ConnectorClock;
  readonly deadlineMs: number;
  readonly map: (order: SalesOrder) => ImportOrder;
  /** Posts a batch, guarded right before it leaves; the answer's body. */
  readonly post: (orders: readonly ImportOrder[], guard: () => void) => Promise<unknown>;
  /** Throws when these must not be sent any more. */
  readonly guard: (orders: readonly SalesOrder[]) => void;
  readonly readBatch: (batchId: string) => Promise<unknown>;
  readonly lookUp: (refs: readonly string[]) => Promise<ReadonlyMap<string, readonly ErpOrder[]>>;
  readonly signal: AbortSignal | undefined;
}

interface Mapped {
  readonly order: SalesOrder;
  readonly remote: ImportOrder;
}

/** The model's maximum per batch. */
export const largestBatch = 100;

/**
 * Posts orders as one batch and waits for what becomes of each. Nothing is posted twice: where the answer to the post is
 * missing, all are `unknown`.
 * @throws OperationError only when BlueCherry certainly took none of them (busy, batch window, credentials, shape), and
 *   what the guard throws before anything was sent
 */
export async function importOrders(orders: readonly SalesOrder[], ports: ImportPorts): Promise<ImportOutcomes> {
  if (orders.length > largestBatch) {
    throw new OperationError('CONFIGURATION_INVALID', `BlueCherry takes ${largestBatch} orders at once, not ${orders.length}.`, { details: { orders: orders.length } });
  }
  const outcomes = new Map<string, ImportOutcome>();
  const mapped: Mapped[] = [];
  for (const order of orders) {
    try {
      mapped.push({ order, remote: ports.map(order) });
    } catch (error) {
      outcomes.set(order.externalRef, { kind: 'rejected', failure: toFailure(error) });
    }
  }
  for (const [ref, outcome] of await importMapped(mapped, ports)) outcomes.set(ref, outcome);
  return outcomes;
}

async function importMapped(mapped: readonly Mapped[], ports: ImportPorts): Promise<ImportOutcomes> {
  if (mapped.length === 0) return new Map();
  let answer: unknown;
  try {
    const guard = (): void => ports.guard(mapped.map(({ order }) => order));
    answer = await ports.post(mapped.map(({ remote }) => remote), guard);
  } catch (error) {
    const failure = toFailure(error);
    if (failure.code === 'OUTCOME_UNKNOWN') return unknownOutcomes(mapped, error instanceof OperationError && error.cause instanceof OperationError ? error.cause : failure);
    if (failure.code === 'REMOTE_REFUSED' && isAboutContent(failure.details['status'])) return importHalves(mapped, error, ports);
    throw error;
  }
  const batchId = batchIdOf(answer);
  const results = batchId === undefined ? undefined : await awaitResults(batchId, ports);
  return settle(mapped, results ?? [], ports);
}

/** 400, 413, 422: the batch as a whole was refused for what is in it, and nothing of it was taken. */
function isAboutContent(status: unknown): boolean {
  return status === 400 || status === 413 || status === 422;
}

/** One malformed order makes BlueCherry refuse the whole batch: it is found by halving, and the others arrive. */
async function importHalves(mapped: readonly Mapped[], refusal: unknown, ports: ImportPorts): Promise<ImportOutcomes> {
  const [only] = mapped;
  if (only && mapped.length === 1) return new Map([[only.order.externalRef, { kind: 'rejected', failure: toFailure(refusal) }]]);
  const middle = Math.ceil(mapped.length / 2);
  const first = await importMapped(mapped.slice(0, middle), ports);
  try {
    return new Map([...first, ...(await importMapped(mapped.slice(middle), ports))]);
  } catch (error) {
    // The first half is settled, so this can no longer be thrown for all.
    const failure = toFailure(error);
    return new Map([...first, ...mapped.slice(middle).map(({ order }): [string, ImportOutcome] => [order.externalRef, { kind: 'rejected', failure }])]);
  }
}

/** The batch's results, asked for at growing intervals; undefined when there are none by the deadline. */
async function awaitResults(batchId: string, ports: ImportPorts): Promise<readonly BatchResult[] | undefined> {
  const { clock } = ports;
  const deadline = clock.now() + ports.deadlineMs;
  for (let delayMs = 25; clock.now() + delayMs <= deadline; delayMs = Math.min(delayMs * 2, 2000)) {
    try {
      await wait(clock, delayMs, ports.signal);
      const results = readBatch(await ports.readBatch(batchId));
      if (results) return results;
    } catch (error) {
      // Unknown batch, or nothing that waiting mends: the orders themselves are asked for.
      if (ports.signal?.aborted === true || toFailure(error).disposition !== 'retry') return undefined;
    }
  }
  return undefined;
}

async function settle(mapped: readonly Mapped[], results: readonly BatchResult[], ports: ImportPorts): Promise<ImportOutcomes> {
  const byRef = new Map(results.map((result) => [result.externalRef, result]));
  const outcomes = new Map<string, ImportOutcome>();
  const open: Mapped[] = [];
  for (const entry of mapped) {
    const { externalRef } = entry.order;
    const { result, ordNum = '', errors = [] } = byRef.get(externalRef) ?? {};
    if ((result === 'accepted' || result === 'duplicate') && ordNum !== '') outcomes.set(externalRef, { kind: result, ordNum });
    else if (result === 'rejected') outcomes.set(externalRef, { kind: 'rejected', failure: explainRejection(entry.order, errors) });
    else open.push(entry);
  }
  if (open.length > 0) for (const [ref, outcome] of await lookUp(open, ports)) outcomes.set(ref, outcome);
  return outcomes;
}

async function lookUp(open: readonly Mapped[], ports: ImportPorts): Promise<ImportOutcomes> {
  let found: ReadonlyMap<string, readonly ErpOrder[]>;
  try {
    found = await ports.lookUp(open.map(({ order }) => order.externalRef));
  } catch (error) {
    return unknownOutcomes(open, toFailure(error));
  }
  const absent = unknownOutcomes(open, { code: null, message: 'BlueCherry took the batch, but neither reports a result nor shows the order yet.' });
  return new Map([...absent, ...[...found].flatMap(([ref, [first]]): [string, ImportOutcome][] => (first ? [[ref, { kind: 'accepted', ordNum: first.ordNum }]] : []))]);
}

function unknownOutcomes(mapped: readonly Mapped[], { code, message }: { readonly code: ErrorCode | null; readonly message: string }): ImportOutcomes {
  return new Map(mapped.map(({ order }) => [order.externalRef, { kind: 'unknown', why: message, reason: code }]));
}
