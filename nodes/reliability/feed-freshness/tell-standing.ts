import type { FeedStanding } from '../../../lib/model/stock.ts';
import type { FeedState } from '../../../lib/operations/stock/feed-state.ts';
import { tellFeedState } from '../../../lib/operations/stock/tell-feed-state.ts';
import type { FeedCycles } from '../../runtime/read-feed-cycles.ts';

export interface TellingParts {
  readonly feed: string;
  /** As people call it: `Stock of bluecherry:HTL`. */
  readonly title: string;
  readonly dependents: readonly string[];
  /** IANA; undefined: that of the host. */
  readonly timeZone: string | undefined;
}

export interface StandingTeller {
  sentence(state: FeedState, by: FeedCycles['by'], now: number): string;
  standing(state: FeedState, by: FeedCycles['by'], now: number): FeedStanding;
  /** For under the node: the time of today, else the day. */
  short(at: number, now: number): string;
}

const dayMs = 86_400_000;

/** Puts the standing of a feed into words and into the entity that travels. */
export function standingTeller({ feed, title, dependents, timeZone }: TellingParts): StandingTeller {
  const format = (options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat => new Intl.DateTimeFormat('en-GB', { ...options, timeZone });
  const time = { hour: '2-digit', minute: '2-digit' } as const;
  const day = { day: 'numeric', month: 'short' } as const;
  const [plain, zoned, dayOnly, dayAndTime] = [format(time), format({ ...time, timeZoneName: 'short' }), format(day), format({ ...day, ...time, timeZoneName: 'short' })];
  const clockAt = (now: number) => (at: number): string => (Math.abs(now - at) < dayMs ? zoned : dayAndTime).format(at);

  const sentence = (state: FeedState, by: FeedCycles['by'], now: number): string =>
    by === 'cycles' ? tellFeedState(title, state, now, dependents, clockAt(now)) : tellByRuns(title, state, dependents, clockAt(now));
  return {
    sentence,
    standing: (state, by, now) => ({
      ...{ feed, freshness: state.freshness, held: state.held, sentence: sentence(state, by, now) },
      since: new Date(state.since).toISOString(),
      expectedAt: new Date(state.expectedAt).toISOString(),
      cycleId: by === 'cycles' ? state.cycleId : null,
      asOf: state.asOf === null ? null : new Date(state.asOf).toISOString(),
    }),
    short: (at, now) => (Math.abs(now - at) < dayMs ? plain : dayOnly).format(at),
  };
}

/** Of a feed without cycles of its own. */
function tellByRuns(title: string, { freshness, asOf, since, expectedAt, alarm, held }: FeedState, dependents: readonly string[], clock: (at: number) => string): string {
  const ran = asOf === null ? '' : `its last good run was at ${clock(asOf)}`;
  const heldBack = held && dependents.length > 0 ? ` Held back until it has one: ${dependents.join(', ')}.` : '';
  if (asOf === null) return `${title} has had no good run yet; waited for since ${clock(since)}${alarm ? `, the first was expected by ${clock(expectedAt)}` : ''}.${heldBack}`;
  if (freshness === 'fresh') return `${title} is ${alarm ? 'fresh again, but came late' : 'fresh'}: ${ran}.`;
  return `${title} is ${freshness} since ${clock(since)}: ${ran}; the next was expected by ${clock(expectedAt)}.${heldBack}`;
}
