import { OperationError, toFailure, type Failure } from '../../../lib/errors/operation-error.ts';
import type { Turn } from '../../runtime/poll-while-leading.ts';
import type { FeedReport } from '../../runtime/record-feed-run.ts';
import { feedStanding } from './feed-standing.ts';
import { readCycles } from './read-cycles.ts';
import { sendDue } from './send-due.ts';
import { showStanding, type StandingTexts } from './show-standing.ts';
import { beginLead, type StockFeed, type StockLead } from './stock-lead.ts';
import { tellFindings } from './tell-findings.ts';

export interface InventoryTurns {
  /** One turn: looks for cycles when it is time to, and sends on what is due. */
  turn(turn: Turn): Promise<FeedReport>;
  /** Other nodes may run behind this one now. */
  deployed(): void;
}

/** Looks fail on with a growing pause, but orders and age go on being looked at meanwhile. */
const longestPauseMs = 300_000;

export function inventoryTurns(feed: StockFeed, texts: StandingTexts): InventoryTurns {
  let leading: { readonly signal: AbortSignal; readonly lead: StockLead } | undefined;
  return {
    async turn(turn) {
      if (leading?.signal !== turn.signal) leading = { signal: turn.signal, lead: await beginLead(feed, turn) };
      const { lead } = leading;
      try {
        if (turn.hinted || feed.services.clock.now() >= lead.nextLookAt) await look(lead, turn, texts);
        await sendDue(lead, turn);
      } catch (error) {
        // A book that turned out to be damaged is empty by now.
        lead.nextLookAt = 0;
        throw error;
      }
      if (!turn.signal.aborted) await showStanding(lead, texts);
      return { read: 0, emitted: 0, complete: true };
    },
    deployed() {
      if (leading) leading.lead.allDue = true;
    },
  };
}

async function look(lead: StockLead, turn: Turn, { reading }: StandingTexts): Promise<void> {
  const { clock } = lead.services;
  reading();
  try {
    await readCycles(lead, turn);
    await closeTroubles(lead, turn);
    lead.failures = null;
  } catch (error) {
    const failure = toFailure(error);
    if (turn.signal.aborted || failure.code === 'LEASE_LOST') throw error;
    if (failure.code === 'STOCK_DROP_ALARM') {
      lead.failures = null;
      lead.alarm = true;
    } else await tellTrouble(lead, turn, failure);
  }
  if (lead.failures === null) await tellFindings(lead, turn);
  const pauseMs = lead.failures === null ? lead.intervalMs : Math.min(lead.intervalMs * 2 ** lead.failures.count, Math.max(longestPauseMs, lead.intervalMs));
  lead.nextLookAt = clock.now() + (lead.failures?.retryAfterMs ?? pauseMs);
}

async function tellTrouble(lead: StockLead, turn: Turn, { code, message, details, retryAfterMs, ...failure }: Failure): Promise<void> {
  const { services, node, feed, exceptions } = lead;
  const now = services.clock.now();
  const { count, since } = lead.failures ?? { count: 0, since: now };
  lead.failures = { count: count + 1, since, code, retryAfterMs };
  node.warn(`${code}: ${message}`);
  if (!needsPerson(failure.disposition, code, count + 1)) return;
  const told = new OperationError(code, message, { details: { ...details, feed }, disposition: failure.disposition }).toFailure();
  await exceptions.raise({ failure: told, entity: 'feed-standing', key: troubleKey(feed), revision: `${code} since ${new Date(since).toISOString()}`, payload: await feedStanding(services, feed, message) }, turn.holder);
}

/** An outage passes by itself, and freshness tells how long it lasts; a cycle that stays unusable does not. */
function needsPerson(disposition: Failure['disposition'], code: Failure['code'], times: number): boolean {
  return disposition !== 'retry' || (times >= 2 && (code === 'STOCK_CYCLE_INVALID' || code === 'BLUECHERRY_CYCLE_EXPIRED'));
}

async function closeTroubles({ exceptions, feed }: StockLead, turn: Turn): Promise<void> {
  const troubles = await exceptions.standing({ entity: 'feed-standing', key: troubleKey(feed) });
  await exceptions.close(troubles, 'The feed was read since.', turn.holder);
}

const troubleKey = (feed: string): string => `${feed}:cycle`;
