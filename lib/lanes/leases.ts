import { OperationError } from '../errors/operation-error.ts';
import { sameLease, type LeaseToken } from '../model/lease-token.ts';
import type { Store } from '../store/contract/store.ts';
import type { Clock, LeaseFollower, Leases } from './contract.ts';
import { passedTime, type Instant } from './passed-time.ts';
import { renewLeases } from './renew-leases.ts';
import { striveForLeases } from './strive-for-leases.ts';
import { createTrustedLeases } from './trusted-leases.ts';

export interface LeasesParts {
  readonly store: Store;
  readonly clock: Clock;
  /** Names this process and no other, not even its next start: nobody must be taken for a worker that is dead. */
  readonly owner: string;
  /** After this time without a renewal another worker may take a lease. Not used where the store is not shared. */
  readonly ttlMs?: number;
  readonly renewMs?: number;
  /** Milliseconds of a clock that cannot be set. */
  readonly monotonic?: () => number;
  readonly random?: () => number;
}

export interface WorkerLeases extends Leases {
  /** Resolves once the worker has its own lease. What is followed is striven for from then on. @throws STORE_UNAVAILABLE */
  start(): Promise<void>;
}

/** Where no other process can be, a lease needs no end: it goes with the process. About 30 years. */
const endlessMs = 1e12;
const pruneEveryMs = 3_600_000;
/** A worker that slept for longer than this has lost its leases long ago. */
const keepDeadMs = 24 * 3_600_000;

export function createLeases({ store, clock, owner, ttlMs = 6000, renewMs = 2000, monotonic = () => performance.now(), random = Math.random }: LeasesParts): WorkerLeases {
  const own = `worker:${owner}`;
  const deadlineMs = store.shared ? ttlMs : endlessMs;
  const follows = new Map<string, Set<{ readonly follower: LeaseFollower }>>();
  const past = new Map<string, LeaseToken>();
  let started = false;
  let stopped = false;
  let pruneTimer: { cancel(): void } | undefined;
  let pruned: Promise<unknown> | undefined;

  const tell = (lease: string, word: (follower: LeaseFollower) => void): void => {
    const followers = follows.get(lease);
    for (const one of followers ?? []) {
      // In a turn of its own: nobody is told anything in the middle of what he does, and one that throws harms no other.
      queueMicrotask(() => {
        if (followers?.has(one)) word(one.follower);
      });
    }
  };
  const passed = passedTime(clock, monotonic);
  const trusted = createTrustedLeases({
    clock,
    passed,
    // A sixth of the time is left for what is under way when trust ends, and for clocks that do not go equally fast.
    trustMs: store.shared ? (ttlMs * 5) / 6 : Infinity,
    onLost(token) {
      past.set(token.lease, token);
      tell(token.lease, (follower) => follower.lost());
      strive.now();
    },
  });
  const letGo = async (tokens: readonly LeaseToken[]): Promise<void> => {
    if (tokens.length === 0) return;
    const released = store.write(({ leases }) => leases.release(tokens), { beside: true });
    await released.then(
      () => tokens.forEach(({ lease }) => store.signals.send(topicOf(lease))),
      // Its time ends it.
      () => undefined,
    );
  };
  const onTaken = async (token: LeaseToken, asked: Instant): Promise<void> => {
    past.set(token.lease, token);
    if (stopped || !follows.has(token.lease)) await letGo([token]);
    else if (trusted.add(token, asked)) tell(token.lease, (follower) => follower.gained(token));
  };
  const wanted = (): string[] => (started && !stopped ? [...follows.keys()].filter((lease) => !trusted.current(lease)) : []);
  const share = (): number => trusted.all().filter(({ lease }) => lease !== own).length;
  const strive = striveForLeases({ store, clock, passed, random, owner, ttlMs: deadlineMs, wanted, share, past: (lease) => past.get(lease), onTaken });
  const renewing = renewLeases({ store, clock, passed, trusted, ttlMs: deadlineMs, renewMs });
  const stopListening = store.signals.on((topic) => {
    if (wanted().some((lease) => topicOf(lease) === topic)) strive.now();
  });
  const prune = (): void => {
    pruned = store.write(({ leases }) => leases.prune('worker:', keepDeadMs), { beside: true }).catch(() => undefined);
    pruneTimer = clock.setTimer(prune, pruneEveryMs);
  };

  const follow = (lease: string, follower: LeaseFollower): (() => Promise<void>) => {
    const followers = follows.get(lease) ?? new Set();
    const one = { follower };
    follows.set(lease, followers.add(one));
    const token = trusted.current(lease);
    if (token) queueMicrotask(() => { if (followers.has(one)) follower.gained(token); });
    else strive.now();
    return async () => {
      if (!followers.delete(one) || followers.size > 0) return;
      follows.delete(lease);
      const held = trusted.current(lease);
      if (!held) return;
      trusted.drop(held);
      await letGo([held]);
    };
  };

  return {
    async start() {
      // Whoever had a lease here is dead: this process alone has the store.
      if (!store.shared) await store.write(({ leases }) => leases.expireAll());
      started = true;
      const { promise: alive, resolve } = Promise.withResolvers<null>();
      follow(own, { gained: () => resolve(null), lost: () => undefined });
      if (store.shared) renewing.start();
      await alive;
      prune();
    },
    worker() {
      const token = trusted.current(own) ?? past.get(own);
      if (!token) throw new OperationError('LEASE_LOST', `The worker ${owner} does not have its own lease yet: nothing is done before it has.`);
      return token;
    },
    follow,
    check(holder) {
      const token = trusted.current(holder.lease);
      if (token && sameLease(token, holder)) return;
      const sentence = `This worker no longer has the lease "${holder.lease}" (number ${holder.fence}): it stopped before anything was done, and whoever has the lease now goes on.`;
      throw new OperationError('LEASE_LOST', sentence, { details: { lease: holder.lease, fence: holder.fence } });
    },
    held: () => trusted.all(),
    async stop() {
      stopped = true;
      stopListening();
      pruneTimer?.cancel();
      await Promise.all([strive.stop(), renewing.stop(), pruned]);
      const tokens = trusted.all();
      for (const token of tokens) trusted.drop(token);
      await letGo(tokens);
    },
  };
}

const topicOf = (lease: string): string => `lease:${lease}`;
