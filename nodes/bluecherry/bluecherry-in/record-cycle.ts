import type { LeaseToken } from '../../../lib/model/lease-token.ts';
import type { StockCycle } from '../../../lib/model/stock.ts';
import type { Store } from '../../../lib/store/contract/store.ts';
import type { PositionBook } from '../../../lib/store/stock-book/contract.ts';
import { writeHeld } from '../../runtime/write-held.ts';
import { skusPerPage } from './emit-positions.ts';

export interface CycleYieldRecord {
  readonly readAt: number;
  readonly records: number;
  readonly changed: number;
}

const time = (text: string | null): number | null => (text === null ? null : Date.parse(text));

/** Keeps that a cycle was taken over. @throws LEASE_LOST */
export function recordCycle(store: Store, holder: LeaseToken, cycle: StockCycle, { readAt, records, changed }: CycleYieldRecord): Promise<void> {
  const { feed, cycleId, mode, sequence } = cycle;
  const times = { asOf: Date.parse(cycle.asOf), completedAt: Date.parse(cycle.completedAt), nextExpectedAt: time(cycle.nextExpectedAt) };
  return writeHeld(store, holder, (tables) => tables.feedCycles.record({ feed, cycleId, mode, sequence, ...times, readAt, publishedAt: null, records, changed }));
}

/** A process that was killed right after it had taken a cycle over did not come to say so: it is made up for. */
export async function recordUnrecorded(store: Store, book: PositionBook, { feed, at, holder }: { readonly feed: string; readonly at: number; readonly holder: LeaseToken }): Promise<void> {
  const head = book.head();
  if (!head) return;
  const last = await store.read.feedCycles.last(feed);
  if (last !== null && last.asOf >= Date.parse(head.asOf)) return;
  let [records, changed] = [0, 0];
  for (const page of book.all(skusPerPage)) for (const { lines } of page) records += lines.length;
  for (const page of book.changed(skusPerPage)) changed += page.length;
  await recordCycle(store, holder, head, { readAt: at, records, changed });
}
