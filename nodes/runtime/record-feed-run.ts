import { toFailure } from '../../lib/errors/operation-error.ts';
import type { KitServices } from './services.ts';

/** Runs a feed once and keeps what it brought, so that its freshness can be told. */
export async function recordFeedRun<T extends { readonly read: number; readonly emitted: number }>(services: KitServices, feed: string, run: () => Promise<T>): Promise<T> {
  const { store, clock } = services;
  const startedAt = clock.now();
  const record = (outcome: 'good' | 'failed', counts: { read: number; emitted: number }, failure: string | null): Promise<void> =>
    store.write((tables) => tables.feedRuns.record({ feed, startedAt, endedAt: clock.now(), outcome, read: counts.read, emitted: counts.emitted, cycle: null, failure }));
  try {
    const report = await run();
    await record('good', report, null);
    return report;
  } catch (error) {
    await record('failed', { read: 0, emitted: 0 }, toFailure(error).code);
    throw error;
  }
}
