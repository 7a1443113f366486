import { OperationError, toFailure, type Failure } from '../../errors/operation-error.ts';
import type { HttpAccount } from '../http/create-http-account.ts';
import type { HttpCall } from '../http/http-call.ts';
import type { BulkTurns } from './bulk-turns.ts';
import type { StockCall, StockChange } from './plan-stock-calls.ts';
import { refusedChanges } from './refused-changes.ts';
import { membersOf, textOf } from './remote-record.ts';
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
 * Writes absolute stock figures, one call after the other and never beside bulk catalogue work; says what became of each change and
 * never throws for one. A request is refused as a whole when one of its items is: the items that the answer names are taken out, and
 * where it names none the request is halved until the one is found.
 */
export async function writeStock(account: Pick<HttpAccount, 'call'>, turns: BulkTurns, calls: readonly StockCall[], options: WriteStockOptions = {}): Promise<readonly StockOutcome[]> {
  const outcomes: StockOutcome[] = [];
  for (const call of calls) {
    try {
      outcomes.push(...(await turns.take('stock', options.signal, () => writeCall(account, call, options))));
    } catch (error) {
      // Cancelled before its turn came.
      const failure = toFailure(error);
      outcomes.push(...call.changes.map((change): StockOutcome => ({ kind: 'not-written', change, failure })));
    }
  }
  return outcomes;
}

async function writeCall(account: Pick<HttpAccount, 'call'>, call: StockCall, options: WriteStockOptions): Promise<readonly StockOutcome[]> {
  const { changes } = call;
  const { latest, guard, signal } = options;
  let sent: readonly number[] = changes.map(({ quantity }) => quantity);
  try {
    const answer = await account.call({
      ...stockHttpCall(call, () => sent),
      signal,
      ...(latest ? { prepare: async () => void (sent = await latest(changes)) } : {}),
      ...(guard ? { guard: () => guard(call) } : {}),
    });
    const transactionId = textOf(membersOf(answer.body)['transaction_id']);
    if (transactionId === '') {
      const failure = new OperationError('OUTCOME_UNKNOWN', 'BigCommerce answered a stock adjustment without a transaction id.', { details: { status: answer.status } }).toFailure();
      return changes.map((change) => ({ kind: 'unanswered', change, failure }));
    }
    return changes.map((change, index) => ({ kind: 'written', change, sent: sent[index] ?? change.quantity, shown: null, transactionId }));
  } catch (error) {
    const failure = toFailure(error);
    if (failure.code === 'OUTCOME_UNKNOWN') return changes.map((change) => ({ kind: 'unanswered', change, failure }));
    const status = failure.details['status'];
    if (failure.code !== 'REMOTE_REFUSED' || (status !== 422 && status !== 413 && status !== 404 && status !== 400)) return changes.map((change) => ({ kind: 'not-written', change, failure }));
    return apart(account, changes, failure, options);
  }
}

async function apart(account: Pick<HttpAccount, 'call'>, changes: readonly StockChange[], failure: Failure, options: WriteStockOptions): Promise<readonly StockOutcome[]> {
  const [only] = changes;
  if (only && changes.length === 1) return [refused(only, failure)];
  const named = refusedChanges(changes, failure.message);
  if (named.size > 0) {
    const rest = changes.filter((change) => !named.has(change));
    const written = rest.length === 0 ? [] : await writeCall(account, { changes: rest }, options);
    return [...[...named].map((change) => refused(change, failure)), ...written];
  }
  const half = Math.ceil(changes.length / 2);
  const first = await writeCall(account, { changes: changes.slice(0, half) }, options);
  return [...first, ...(await writeCall(account, { changes: changes.slice(half) }, options))];
}

function refused(change: StockChange, failure: Failure): StockOutcome {
  const where = { sku: change.skuCode, product: change.productId, variation: change.variantId, location: change.locationId };
  const tracking = /tracked by|tracking/i.test(failure.message);
  const unknown = !tracking && /not found|does not exist|invalid|unknown|no such/i.test(failure.message);
  const code = tracking ? 'SHOP_STOCK_NOT_KEPT' : unknown ? 'SHOP_REFERENCE_STALE' : 'REMOTE_REFUSED';
  const error = new OperationError(code, `SKU ${change.skuCode}: ${failure.message}`, { details: { ...failure.details, ...where } });
  return { kind: 'refused', change, failure: error.toFailure(), staleReference: unknown };
}

/** @param figures asked for when the request is made */
export function stockHttpCall({ changes }: StockCall, figures: () => readonly number[]): HttpCall {
  const body = {
    reason: 'Stock from BlueCherry',
    get items() {
      const sent = figures();
      return changes.map((change, index) => ({
        location_id: change.locationId,
        // The SKU cannot go stale as an id can; what has no options is kept by product.
        ...(change.variantId === null ? { product_id: Number(change.productId) } : { sku: change.skuCode }),
        quantity: sent[index] ?? change.quantity,
      }));
    },
  };
  return { method: 'PUT', path: '/v3/inventory/adjustments/absolute', route: '/inventory/adjustments/absolute', body, priority: 'stock' };
}
