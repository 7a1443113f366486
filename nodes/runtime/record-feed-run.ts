import { toFailure } from '../../lib/errors/operation-error.ts';
import type { KitServices } from './services.ts';

export interface FeedReport {
  readonly read: number;
  readonly emitted: number;
  /** It came to the end of the list. */
  readonly complete: boolean;
  /** The ERP's batch that it read, where there is one. */
  readonly cycle?: string | null;
}

/**
 * Runs a feed once and keeps what it brought, so that its freshness can be told. A run that was cut short (a stop, another
 * worker's lease) says nothing of either kind.
 */
export async function recordFeedRun<T extends FeedReport>({ store, clock }: Pick<KitServices, 'store' | 'clock'>, feed: string, run: () => Promise<T>): Promise<T> {
  const startedAt = clock.now();
  const record = (outcome: 'good' | 'failed', { read, emitted, cycle = null }: Omit<FeedReport, 'complete'>, failure: string | null): Promise<void> =>
    store.write((tables) => tables.feedRuns.record({ feed, startedAt, endedAt: clock.now(), outcome, read, emitted, cycle, failure }));
  let report: T;
  try {
    report = await run();
  } catch (error) {
    const { code } = toFailure(error);
    if (code !== 'LEASE_LOST') await record('failed', { read: 0, emitted: 0 }, code);
    throw error;
  }
  if (report.complete) await record('good', report, null);
  return report;
}
