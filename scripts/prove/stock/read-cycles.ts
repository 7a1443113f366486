import { chooseRead } from '../../../lib/operations/stock/choose-read.ts';
import { verifyCycle } from '../../../lib/operations/stock/verify-cycle.ts';
import { feed, type TradingWorld } from './trading-world.ts';

/** A cycle that takes away more than this share of the stock would be an alarm; a drop sells much of it. */
const guardPercent = 90;

/** Reads the newest completed cycle into the book, if it is a new one: over HTTP, verified whole. Says whether the book has changed. */
export async function readNewestCycle({ clock, book, bluecherry, store }: TradingWorld): Promise<boolean> {
  const { latest } = await bluecherry.inventory.latestCycle(feed);
  if (!latest || chooseRead(latest.cycle, book.head()).read !== 'cycle') return false;
  const { cycle, recordCount, checksum } = latest;
  const load = book.begin(cycle);
  for await (const lines of bluecherry.inventory.readCycle(cycle)) load.put(lines);
  const records = load.count();
  const read = { count: records, checksum: () => load.checksum(), superseded: false, dropped: load.dropped() };
  const verdict = verifyCycle({ cycleId: cycle.cycleId, mode: cycle.mode, recordCount, checksum }, read, guardPercent, null);
  if (!verdict.accepted) throw new Error(verdict.sentence);
  const { changed } = load.commit();
  const { cycleId, mode, sequence, asOf, completedAt, nextExpectedAt } = cycle;
  const times = { asOf: Date.parse(asOf), completedAt: Date.parse(completedAt), nextExpectedAt: nextExpectedAt === null ? null : Date.parse(nextExpectedAt) };
  await store.write(({ feedCycles }) => feedCycles.record({ feed, cycleId, mode, sequence, ...times, readAt: clock.now(), publishedAt: null, records, changed }));
  return true;
}
