import { toFailure } from '../../../lib/errors/operation-error.ts';
import type { LeaseToken } from '../../../lib/model/lease-token.ts';
import type { FeedStanding } from '../../../lib/model/stock.ts';
import { feedState, type FeedPolicy, type FeedState } from '../../../lib/operations/stock/feed-state.ts';
import { readFeedCycles, type FeedCycles } from '../../runtime/read-feed-cycles.ts';
import type { KitServices } from '../../runtime/services.ts';
import { alarmOf, feedAlarm } from './feed-alarm.ts';
import { standingMemory, type KeptStanding } from './kept-standing.ts';
import type { StandingTeller } from './tell-standing.ts';

export interface FeedWatchParts {
  readonly services: Pick<KitServices, 'client' | 'clock' | 'desk' | 'leases' | 'log' | 'store'>;
  readonly nodeId: string;
  readonly feed: string;
  readonly policy: FeedPolicy;
  readonly teller: StandingTeller;
  /** Tells the flow; false: it was interrupted, and is to be told again. */
  readonly tellFlow: (standing: FeedStanding, holder: LeaseToken) => Promise<boolean>;
  /** Null: another worker watches. */
  readonly show: (state: FeedState | null) => void;
}

export interface FeedWatch {
  /** At any worker, as it is now. */
  state(): Promise<FeedState>;
  /** The same as far as it matters for what is held back: what was fresh enough when it was read last, need not be read again. */
  passing(): Promise<FeedState>;
  sentence(state: FeedState): string;
  gained(holder: LeaseToken): void;
  lost(): void;
  /** A person wants to know: what is wrong then is an exception again, what is right closes it. */
  lookAgain(): Promise<void>;
  /** Resolves when the look under way has ended. */
  stop(): Promise<void>;
}

/** New cycles are looked for so often; a limit that passes is noticed at once. */
const lookMs = 5000;
const minuteMs = 60_000;

/** Watches over a feed while this worker has the lease, tells what changes, and answers at any worker how the feed stands. */
export function watchFeed({ services, nodeId, feed, policy, teller, tellFlow, show }: FeedWatchParts): FeedWatch {
  const { clock, leases, log, store } = services;
  const memory = standingMemory(store, nodeId, feed);
  const alarm = feedAlarm({ services, nodeId, feed });
  let found: FeedCycles | undefined;
  let kept: KeptStanding | undefined;
  let leading: LeaseToken | undefined;
  let timer: { cancel(): void } | undefined;
  /** One may be left from before a crash: it is looked for once. */
  let cleared = false;
  let looks: Promise<unknown> = Promise.resolve();

  const read = async (): Promise<void> => {
    const [remembered, brought] = await Promise.all([memory.load(), readFeedCycles(store.read, feed)]);
    // Whoever watches knows best what it remembers; anybody else reads it anew.
    const known = leading ? (kept ?? remembered) : (remembered ?? kept);
    kept = known ?? { waitingSince: clock.now(), state: null, told: null, raised: null };
    found = brought;
  };
  const judge = (): FeedState => {
    const { waitingSince, state } = kept ?? { waitingSince: clock.now(), state: null };
    return feedState({ cycles: found?.cycles ?? [], policy, now: clock.now(), waitingSince, ...(state ? { before: state } : {}) });
  };
  const by = (): FeedCycles['by'] => found?.by ?? 'cycles';
  const standingOf = (state: FeedState): FeedStanding => teller.standing(state, by(), clock.now());

  /** The exception first: whatever becomes of the rest, somebody knows. */
  const tellDesk = async (state: FeedState, raised: string | null, holder: LeaseToken, asked: boolean): Promise<string | null> => {
    if (!state.alarm) {
      if (raised !== null || asked || !cleared) await alarm.close(standingOf(state).sentence, holder);
      cleared = true;
      return null;
    }
    const now = alarmOf(state);
    const worse = state.freshness !== 'fresh' || raised !== null;
    if (!asked && (now === raised || !worse)) return raised;
    await alarm.raise(state, standingOf(state), holder);
    return now;
  };
  const look = async (holder: LeaseToken, asked: boolean): Promise<void> => {
    await read();
    const before = kept;
    if (!before) return;
    const state = judge();
    const mine = holder === leading;
    if (mine) show(state);
    const raised = await tellDesk(state, before.raised, holder, asked);
    if (!mine) return;
    const keep = async (told: KeptStanding['told']): Promise<void> => {
      const next: KeptStanding = { waitingSince: before.waitingSince, state, told, raised };
      if (JSON.stringify(next) === JSON.stringify(kept)) return;
      await memory.save(next, holder, clock.now());
      kept = next;
    };
    await keep(before.told);
    if (state.freshness !== before.told && (await tellFlow(standingOf(state), holder))) await keep(state.freshness);
  };
  const inTurn = (work: () => Promise<void>): Promise<void> => {
    const done = looks.then(work);
    looks = done.catch(() => undefined);
    return done;
  };
  const schedule = (delayMs: number): void => {
    timer?.cancel();
    const holder = leading;
    if (!holder) return;
    timer = clock.setTimer(() => {
      void inTurn(() => (holder === leading ? look(holder, false) : Promise.resolve()))
        .catch((error: unknown) => {
          if (toFailure(error).code !== 'LEASE_LOST') log.error({ err: error, feed }, 'the standing of a feed could not be looked at');
        })
        .then(() => {
          if (holder === leading) schedule(Math.min(lookMs, untilNextLimit(judge(), policy, clock.now())));
        });
    }, delayMs);
  };
  const standBy = (): void => {
    leading = undefined;
    timer?.cancel();
  };

  return {
    async state() {
      await read();
      return judge();
    },
    async passing() {
      if (!found || judge().held) await read();
      return judge();
    },
    sentence: (state) => teller.sentence(state, by(), clock.now()),
    gained(holder) {
      leading = holder;
      // Whoever had it before may have told and raised since.
      kept = undefined;
      cleared = false;
      schedule(0);
    },
    lost() {
      standBy();
      show(null);
    },
    lookAgain: () => inTurn(() => look(leading ?? leases.worker(), true)),
    async stop() {
      standBy();
      await looks;
    },
  };
}

/** A limit is passed in the millisecond after it. */
function untilNextLimit({ expectedAt }: FeedState, { lateAfterMinutes, staleAfterMinutes }: FeedPolicy, now: number): number {
  const lateAt = expectedAt + lateAfterMinutes * minuteMs;
  const limits = [lateAt, Math.max(lateAt, expectedAt + staleAfterMinutes * minuteMs)].filter((limit) => limit >= now);
  return Math.min(...limits.map((limit) => limit + 1 - now), lookMs);
}
