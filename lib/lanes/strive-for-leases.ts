import type { LeaseToken } from '../model/lease-token.ts';
import type { Store } from '../store/contract/store.ts';
import type { Clock } from './contract.ts';
import type { Instant, PassedTime } from './passed-time.ts';

export interface StriveParts {
  readonly store: Store;
  readonly clock: Clock;
  readonly passed: PassedTime;
  readonly random: () => number;
  readonly owner: string;
  readonly ttlMs: number;
  /** Followed here and not held, the most urgent first. */
  readonly wanted: () => readonly string[];
  /** How many this worker has already, of those that it shares with others. */
  readonly share: () => number;
  /** The last that this worker has had of a lease. */
  readonly past: (lease: string) => LeaseToken | undefined;
  readonly onTaken: (token: LeaseToken, asked: Instant) => Promise<void>;
}

const lookEveryMs = 1000;
/**
 * For each lease that a worker has, it waits so much longer before it takes another, so that workers that start together
 * share them; but never so long that the leases of a dead worker wait for it.
 */
const standBackMs = 150;
const longestStandBackMs = 1000;

/** Looks for leases that are free or whose time is over, and takes them. */
export function striveForLeases(parts: StriveParts): { now(): void; stop(): Promise<void> } {
  const { store, clock, passed, random, owner, wanted } = parts;
  const freeSince = new Map<string, Instant>();
  let timer: { cancel(): void } | undefined;
  let looking: Promise<void> | undefined;
  let again = false;
  let stopped = false;

  /** In the order of their names: of two workers that make the same rows at once, none may wait for the other in a circle. */
  const take = async (leases: readonly string[]): Promise<void> => {
    const asked = passed.now();
    const taken = await store.write(
      async (tables) => {
        const tokens: LeaseToken[] = [];
        for (const lease of leases.toSorted()) {
          const before = parts.past(lease);
          let token = await tables.leases.acquire(lease, owner, parts.ttlMs);
          // Under none of our fences again: what we have lost may still be in force under our name, and the row of a worker
          // that slept may have been pruned, so that its fences begin anew.
          while (token && before && token.fence <= before.fence) {
            await tables.leases.release([token]);
            token = await tables.leases.acquire(lease, owner, parts.ttlMs);
          }
          if (token) tokens.push(token);
        }
        return tokens;
      },
      { beside: true },
    );
    for (const token of taken) await parts.onTaken(token, asked);
  };
  const standBack = (share: number): number => (share === 0 ? 0 : Math.min(longestStandBackMs, (share + random() / 3) * standBackMs));

  /** Takes what may be taken; answers when to look again. */
  const look = async (): Promise<number> => {
    let next = (0.8 + random() * 0.4) * lookEveryMs;
    const leases = wanted();
    for (const lease of [...freeSince.keys()]) if (!leases.includes(lease)) freeSince.delete(lease);
    if (leases.length === 0) return next;
    if (!store.shared) {
      await take(leases);
      return next;
    }
    const free: string[] = [];
    const rows = new Map((await store.read.leases.list()).map((row) => [row.lease, row]));
    for (const lease of leases) {
      const row = rows.get(lease);
      if (row?.inForce && row.owner !== owner) {
        freeSince.delete(lease);
        continue;
      }
      const since = freeSince.get(lease) ?? passed.now();
      freeSince.set(lease, since);
      const wait = standBack(parts.share() + free.length) - passed.since(since);
      if (wait <= 0) free.push(lease);
      else next = Math.min(next, wait);
    }
    if (free.length > 0) await take(free);
    return next;
  };
  const lookAndWait = async (): Promise<void> => {
    // Where the store cannot be asked, others say so; it is asked again.
    const next = await look().catch(() => lookEveryMs);
    looking = undefined;
    if (again) now();
    else if (!stopped && wanted().length > 0) timer = clock.setTimer(now, Math.max(1, next));
  };
  const now = (): void => {
    again = looking !== undefined;
    if (stopped || again) return;
    timer?.cancel();
    looking = Promise.resolve().then(lookAndWait);
  };

  return {
    now,
    async stop() {
      stopped = true;
      timer?.cancel();
      await looking;
    },
  };
}
