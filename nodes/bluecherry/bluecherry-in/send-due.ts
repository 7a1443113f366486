import { usualLatency } from '../../../lib/operations/stock/usual-latency.ts';
import type { StockCycle, StockReason } from '../../../lib/model/stock.ts';
import type { FeedCycleRow } from '../../../lib/store/contract/feed-cycle-table.ts';
import type { Turn } from '../../runtime/poll-while-leading.ts';
import { positionsOf, skusPerPage, type Emission } from './emit-positions.ts';
import { isBehind, type StockLead } from './stock-lead.ts';

/** SKUs that sold so lately are calculated anew as their figures grow older. */
const soldLatelyMs = 24 * 3_600_000;
const mostSoldLately = 10_000;
const nothing: Emission = { whole: true, skus: 0, parked: 0 };

/**
 * Sends on what is due: a cycle that was not sent to its end, everything where a person or a deploy asked for it, SKUs of
 * new orders, and those whose figures grow older. What is interrupted is due again in the next turn.
 */
export async function sendDue(lead: StockLead, turn: Turn): Promise<void> {
  const { memory, book, services } = lead;
  const head = book.head();
  if (head === null || (await isBehind(lead))) return;
  if (!(await sendCycle(lead, turn)).whole) return;
  const asked = await memory.get('asked');
  if (asked !== null && asked !== (await memory.get('answered'))) {
    if (!(await sendAll(lead, turn, 'resync')).whole) return;
    await memory.set('answered', asked, turn.holder);
  }
  if (lead.allDue && !(await sendAll(lead, turn, 'age')).whole) return;
  if (!(await lead.sendDemand(turn)) || services.clock.now() - lead.agedAt < lead.ageMs) return;
  await sendAged(lead, turn, head);
}

/**
 * Sends on what the cycle in the book changed, or all of it, unless that was done. It counts as sent only when its last page
 * is through, so after a restart it goes out once more.
 */
export async function sendCycle(lead: StockLead, turn: Turn): Promise<Emission> {
  const { memory, book } = lead;
  const cycleId = book.head()?.cycleId;
  if (cycleId === undefined || (await memory.get('emitted')) === cycleId || (await isBehind(lead))) return nothing;
  const emission = await (lead.onlyChanged === cycleId ? lead.send(turn, 'cycle', book.changed(skusPerPage)) : sendAll(lead, turn, 'cycle'));
  if (emission.whole) await memory.set('emitted', cycleId, turn.holder);
  return emission;
}

async function sendAll(lead: StockLead, turn: Turn, reason: StockReason): Promise<Emission> {
  // A deploy while they are on their way makes them due once more.
  lead.allDue = false;
  const emission = await lead.send(turn, reason, lead.book.all(skusPerPage));
  if (!emission.whole) lead.allDue = true;
  else {
    lead.agedAt = lead.services.clock.now();
    if (emission.parked === 0) await closeParkedPages(lead, turn);
  }
  return emission;
}

async function closeParkedPages({ exceptions, feed }: StockLead, turn: Turn): Promise<void> {
  for (const entity of ['stock-position-page', 'stock-level-page'] as const) {
    const pages = await exceptions.standing({ entity, key: feed });
    await exceptions.close(pages, 'All SKUs of the feed have come through since.', turn.holder);
  }
}

async function sendAged(lead: StockLead, turn: Turn, head: StockCycle): Promise<void> {
  const { services, feed, book } = lead;
  const now = services.clock.now();
  if (now > overdueAt(head, await services.store.read.feedCycles.recent(feed, 50)) + 2 * lead.intervalMs) {
    lead.wholeNext = true;
    await sendAll(lead, turn, 'age');
    return;
  }
  const sold = await services.store.read.demand.fastest(now - soldLatelyMs, 1, mostSoldLately);
  const { whole } = await lead.send(turn, 'age', positionsOf(book, sold.map(({ skuCode }) => skuCode)));
  if (whole) lead.agedAt = now;
}

/** When the next cycle should have been there: as the ERP says, else as it usually comes. */
function overdueAt(head: StockCycle, recent: readonly FeedCycleRow[]): number {
  if (head.nextExpectedAt !== null) return Date.parse(head.nextExpectedAt);
  const usual = usualLatency(recent).interval?.p95;
  return usual === undefined ? Infinity : (recent[0]?.readAt ?? Infinity) + usual;
}
