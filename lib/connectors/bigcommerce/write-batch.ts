import { toFailure, type Failure } from '../../errors/operation-error.ts';
import type { HttpAccount } from '../http/create-http-account.ts';
import type { HttpCall } from '../http/http-call.ts';
import type { BulkTurns } from './bulk-turns.ts';
import { listOf, membersOf, textOf, type Members } from './remote-record.ts';
import type { WriteOptions } from './shipments.ts';

/** What became of one record of a batch. */
export type WriteOutcome<T> =
  | { readonly kind: 'written'; readonly item: T; readonly record: Members }
  /** The store refuses just this one. */
  | { readonly kind: 'refused'; readonly item: T; readonly failure: Failure }
  | { readonly kind: 'not-written'; readonly item: T; readonly failure: Failure }
  /** Updates by id may be sent again. */
  | { readonly kind: 'unanswered'; readonly item: T; readonly failure: Failure };

/**
 * Updates records by id in batches, one after the other and never beside stock adjustments; says what became of each. A batch is
 * refused as a whole when one of its records is, and not every answer says which (docs/start/migration/4_errors): it is halved until the one is found.
 */
export async function writeBatches<T extends { readonly id: number }>(
  account: Pick<HttpAccount, 'call'>,
  turns: BulkTurns,
  items: readonly T[],
  { path, route, size }: { readonly path: string; readonly route: string; readonly size: number },
  { signal, priority = 'catalogue', guard }: WriteOptions,
): Promise<readonly WriteOutcome<T>[]> {
  // Of several updates of one record the last counts: within a batch BigCommerce promises no order.
  const latest = [...new Map(items.map((item) => [item.id, item])).values()];
  const callOf = (batch: readonly T[]): HttpCall => ({ method: 'PUT', path, route, body: batch, priority, signal, ...(guard ? { guard } : {}) });

  const write = async (batch: readonly T[]): Promise<readonly WriteOutcome<T>[]> => {
    try {
      const { body } = await account.call(callOf(batch));
      const records = new Map(listOf(membersOf(body)['data']).map((record) => [textOf(record['id']), record]));
      const missing = batch.filter(({ id }) => !records.has(String(id)));
      const written = batch.flatMap((item): WriteOutcome<T>[] => {
        const record = records.get(String(item.id));
        return record ? [{ kind: 'written', item, record }] : [];
      });
      // A 207 holds what was written; the rest is asked for again by itself, to hear why.
      if (missing.length > 0 && missing.length < batch.length) return [...written, ...(await write(missing))];
      const unsaid = toFailure(new Error(`BigCommerce's answer to ${route} says nothing of it.`));
      return [...written, ...missing.map((item): WriteOutcome<T> => ({ kind: 'unanswered', item, failure: unsaid }))];
    } catch (error) {
      const failure = toFailure(error);
      if (failure.code === 'OUTCOME_UNKNOWN') return batch.map((item) => ({ kind: 'unanswered', item, failure }));
      if (failure.code !== 'REMOTE_REFUSED') return batch.map((item) => ({ kind: 'not-written', item, failure }));
      if (batch.length === 1) return batch.map((item) => ({ kind: 'refused', item, failure }));
      const half = Math.ceil(batch.length / 2);
      return [...(await write(batch.slice(0, half))), ...(await write(batch.slice(half)))];
    }
  };

  const outcomes: WriteOutcome<T>[] = [];
  for (let from = 0; from < latest.length; from += size) {
    const batch = latest.slice(from, from + size);
    try {
      outcomes.push(...(await turns.take('catalogue', signal, () => write(batch))));
    } catch (error) {
      const failure = toFailure(error);
      outcomes.push(...batch.map((item): WriteOutcome<T> => ({ kind: 'not-written', item, failure })));
    }
  }
  return outcomes;
}
