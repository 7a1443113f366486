import type { ExceptionRow } from '../store/contract/exception-table.ts';
import type { ReplayBatch } from '../store/contract/replay-batch-table.ts';
import type { StoreTables } from '../store/contract/store.ts';

/** Exceptions, as they were, whose replay has an outcome are counted in the replay of many that they were part of, and leave it. */
export async function leaveBatch({ exceptions, replayBatches }: StoreTables, rows: readonly ExceptionRow[], outcome: keyof Pick<ReplayBatch, 'succeeded' | 'failed'>): Promise<void> {
  const counted: number[] = [];
  for (const { id, batch, state } of rows) {
    if (batch === null || state !== 'replaying') continue;
    counted.push(id);
    await replayBatches.count(batch, outcome);
  }
  if (counted.length > 0) await exceptions.leaveBatch(counted);
}
