import { showState } from '../../runtime/node-status.ts';
import { isBehind, type StockLead } from './stock-lead.ts';

export interface StandingTexts {
  /** A text under the node's `status` in its catalogue. */
  readonly say: (key: string, values?: Record<string, string | number>) => string;
  /** A time of day as the account's people know it. */
  readonly timeOfDay: (at: number) => string;
  readonly reading: () => void;
}

/** The state under the node, in less than 20 characters. */
export async function showStanding(lead: StockLead, { say, timeOfDay }: StandingTexts): Promise<void> {
  const { node, failures, alarm, book, services, feed } = lead;
  if (failures !== null) showState(node, 'broken', failures.code.slice(0, 20));
  else if (alarm) showState(node, 'needs-person', say('alarm'));
  else if (book.head() === null) showState(node, 'waiting', say('noCycle'));
  else if (await isBehind(lead)) showState(node, 'waiting', say('behind'));
  else {
    const last = await services.store.read.feedCycles.last(feed);
    if (last) showState(node, 'good', say('cycle', { time: timeOfDay(last.asOf), count: countText(last.changed) }));
  }
}

const countText = (count: number): string => (count < 1000 ? String(count) : `${Math.round(count / 1000)}k`);
