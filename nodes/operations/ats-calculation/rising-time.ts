import type { Clock } from '../../../lib/lanes/contract.ts';
import type { LeaseToken } from '../../../lib/model/lease-token.ts';
import type { Store } from '../../../lib/store/contract/store.ts';
import { writeHeld } from '../../runtime/write-held.ts';

/** So far ahead a time is reserved in the store at once; after a crash the next one comes this much too late at most. */
const reservedMs = 10_000;

interface Last {
  at: number;
  reserved: number;
  /** Under which it was read: another worker may have gone further meanwhile. */
  holder: string;
}

interface ChannelTime {
  last: Last | undefined;
  turn: Promise<unknown>;
}

const channels = new WeakMap<Store, Map<string, ChannelTime>>();

/**
 * The time of a channel's next calculation, ms since 1970 (UTC): by the clock, and later than every one before it, also
 * after a restart, at another worker and while the clock is behind.
 * @throws LEASE_LOST
 */
export function nextTime(store: Store, clock: Pick<Clock, 'now'>, channel: string, holder: LeaseToken | undefined): Promise<number> {
  const known = channels.get(store) ?? new Map<string, ChannelTime>();
  channels.set(store, known);
  const state: ChannelTime = known.get(channel) ?? { last: undefined, turn: Promise.resolve() };
  known.set(channel, state);
  const feed = `ats:${channel}`;
  const next = async (): Promise<number> => {
    const name = holder ? `${holder.lease} ${holder.fence}` : '';
    if (state.last?.holder !== name) {
      const reserved = Date.parse((await store.read.cursors.get(feed)) ?? '') || 0;
      // What was reserved here was not used by anybody else.
      if (state.last?.reserved === reserved) state.last.holder = name;
      else state.last = { at: Math.max(reserved, state.last?.at ?? 0), reserved, holder: name };
    }
    const { last } = state;
    const now = clock.now();
    const at = Math.max(now, last.at + 1);
    if (at > last.reserved) {
      const reserved = at + reservedMs;
      await writeHeld(store, holder, (tables) => tables.cursors.set(feed, new Date(reserved).toISOString(), now));
      last.reserved = reserved;
    }
    last.at = at;
    return at;
  };
  const turn = state.turn.then(next, next);
  state.turn = turn;
  return turn;
}
