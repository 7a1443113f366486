import { OperationError, toFailure } from '../../../lib/errors/operation-error.ts';
import { nextCycle } from '../../../lib/operations/stock/next-cycle.ts';
import type { InventoryCycle } from '../../../lib/connectors/bluecherry/inventory-source.ts';
import type { Turn } from '../../runtime/poll-while-leading.ts';
import { recordFeedRun, type FeedReport } from '../../runtime/record-feed-run.ts';
import { recordCycle } from './record-cycle.ts';
import { sendCycle } from './send-due.ts';
import { sharedCodes, type StockLead } from './stock-lead.ts';
import { feedStanding } from './feed-standing.ts';
import { takeOverCycle } from './take-over-cycle.ts';

/** So often reading begins again in one look; then the pause between looks is kept. */
const mostAttempts = 3;
/** Clocks differ. A cycle that states a time beyond that would make all that follow look older than it. */
const clockSlackMs = 10 * 60_000;

interface Look {
  /** Cycles that the ERP did not let be read since the last one that was taken over. */
  readonly expired: Set<string>;
  lastError: unknown;
}

/**
 * Takes over what is new, one cycle after another, and sends on what each brought.
 * @throws STOCK_DROP_ALARM when a cycle was refused, which a person has been told of by then; STOCK_CYCLE_INVALID,
 * BLUECHERRY_CYCLE_EXPIRED and whatever the way in throws
 */
export async function readCycles(lead: StockLead, turn: Turn): Promise<void> {
  const look: Look = { expired: new Set(), lastError: undefined };
  for (let more = true; more; ) ({ more } = await recordFeedRun(lead.services, lead.feed, () => readNext(lead, turn, look)));
}

type Step = FeedReport & { readonly more: boolean };

async function readNext(lead: StockLead, turn: Turn, look: Look): Promise<Step> {
  const { book, memory, source, guardPercent } = lead;
  const { completed } = await source.latestCycle(lead.feed, { signal: turn.signal });
  const [refused, acceptedDrop] = [await memory.get('refused'), await memory.get('accepted')];
  const waits = ({ cycle: { cycleId } }: InventoryCycle): boolean => refused === refusal(cycleId, guardPercent) && acceptedDrop !== cycleId;
  const head = book.head();
  lead.alarm = completed.some((cycle) => waits(cycle) && (head === null || Date.parse(cycle.cycle.asOf) >= Date.parse(head.asOf)));
  const isAhead = ({ cycle }: InventoryCycle): boolean => Date.parse(cycle.asOf) > lead.services.clock.now() + clockSlackMs;
  const ahead = completed.find(isAhead);
  const readable = completed.filter((cycle) => !isAhead(cycle) && !look.expired.has(cycle.cycle.cycleId) && !waits(cycle));
  const next = nextCycle(readable, head);
  if (next.then !== 'read') {
    if (ahead) throw stillToCome(ahead);
    if (look.expired.size > 0) throw look.lastError;
    if (next.then === 'stuck' && !lead.alarm) throw new OperationError('STOCK_CYCLE_INVALID', next.sentence, { details: { cycle: completed[0]?.cycle.cycleId ?? '', why: 'sequence' } });
    return { read: 0, emitted: 0, complete: true, cycle: head?.cycleId ?? null, more: false };
  }
  return takeOver(lead, turn, look, next.cycle, acceptedDrop);
}

async function takeOver(lead: StockLead, turn: Turn, look: Look, found: InventoryCycle, acceptedDrop: string | null): Promise<Step> {
  const { services, book, memory, source, guardPercent } = lead;
  const { cycleId } = found.cycle;
  const before = book.head();
  const outcome = await takeOverCycle(found, { source, book, turn, guardPercent, acceptedDrop, between: () => lead.sendDemandBetween(turn) }).catch((error: unknown) => {
    look.expired.add(cycleId);
    look.lastError = error;
    if (turn.signal.aborted || toFailure(error).code !== 'BLUECHERRY_CYCLE_EXPIRED' || look.expired.size >= mostAttempts) throw error;
    return undefined;
  });
  if (outcome === undefined) return { read: 0, emitted: 0, complete: false, more: true };
  if (!outcome.taken && outcome.because === 'cut-short') return { read: 0, emitted: 0, complete: false, more: false };
  if (!outcome.taken) {
    await tellDrop(lead, turn, found, outcome.sentence);
    await memory.set('refused', refusal(cycleId, guardPercent), turn.holder);
    throw new OperationError('STOCK_DROP_ALARM', outcome.sentence, { details: { cycle: cycleId } });
  }
  look.expired.clear();
  const sentOn = (await memory.get('emitted')) === before?.cycleId;
  lead.onlyChanged = sentOn && !lead.wholeNext && !lead.allDue ? cycleId : null;
  lead.wholeNext = false;
  lead.withheld = sharedCodes(book);
  await recordCycle(services.store, turn.holder, found.cycle, { readAt: services.clock.now(), ...outcome });
  await closeDrops(lead, turn, cycleId);
  const { whole, skus } = await sendCycle(lead, turn);
  return { read: outcome.records, emitted: skus, complete: whole, cycle: cycleId, more: whole };
}

function stillToCome({ cycle: { cycleId, asOf } }: InventoryCycle): OperationError {
  const sentence = `Cycle ${cycleId} states ${asOf}, which is still to come: set BlueCherry's clock, or the time zone of its files, right.`;
  return new OperationError('STOCK_CYCLE_INVALID', sentence, { details: { cycle: cycleId, why: 'time' } });
}

/** Under another guard a cycle is judged anew. */
const refusal = (cycleId: string, guardPercent: number): string => `${cycleId} ${guardPercent}`;

async function tellDrop({ services, feed, guardPercent, exceptions }: StockLead, turn: Turn, { cycle }: InventoryCycle, sentence: string): Promise<void> {
  const details = { feed, cycle: cycle.cycleId, asOf: cycle.asOf, guardPercent };
  const failure = new OperationError('STOCK_DROP_ALARM', sentence, { details }).toFailure();
  const payload = await feedStanding(services, feed, sentence);
  // Whoever accepts what one cycle takes away must not accept what another one does.
  const others = (await exceptions.standing({ code: 'STOCK_DROP_ALARM', entity: 'feed-standing', key: feed })).filter(({ revision }) => revision !== cycle.cycleId);
  await exceptions.close(others, `Cycle ${cycle.cycleId} came after it and raised the alarm by itself.`, turn.holder);
  await exceptions.raise({ failure, entity: 'feed-standing', key: feed, revision: cycle.cycleId, payload }, turn.holder);
}

async function closeDrops({ exceptions, feed }: StockLead, turn: Turn, cycleId: string): Promise<void> {
  const alarms = await exceptions.standing({ code: 'STOCK_DROP_ALARM', entity: 'feed-standing', key: feed });
  await exceptions.close(alarms, `Cycle ${cycleId} was taken over.`, turn.holder);
}
