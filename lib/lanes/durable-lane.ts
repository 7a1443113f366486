import { randomUUID } from 'node:crypto';
import { toFailure, type Failure } from '../errors/operation-error.ts';
import type { CanonicalMessage } from '../model/envelope.ts';
import type { LaneEntry } from '../store/contract/lane-table.ts';
import type { CreateLane, LaneOptions, LaneParts } from './contract.ts';
import { claimLoop } from './claim-loop.ts';
import { journalMessages } from './journal-messages.ts';
import { laneCounters } from './lane-counters.ts';
import { askedDelay, retryDelay } from './retry-delay.ts';
import { writeOutcomes, type HandedOut, type Outcome } from './write-outcomes.ts';

/** A lane over the store: see {@link DurableLane}. One instance per name may run at a time. */
export const createDurableLane: CreateLane = (options: LaneOptions, parts: LaneParts) => {
  const { store, clock, owner } = parts;
  const { name } = options;
  const journal = journalMessages(options, parts);
  const write = writeOutcomes(options, parts);
  const counters = laneCounters();
  const inFlight = new Map<number, HandedOut>();
  /** Outcomes on their way to the disk: the entry is no longer in flight, and a second outcome joins the first. */
  const concluding = new Map<number, Promise<LaneEntry['state']>>();
  let deliver: ((message: CanonicalMessage) => void) | undefined;
  let emptied: (() => void) | undefined;

  const changed = (): void => {
    if (inFlight.size === 0 && concluding.size === 0) emptied?.();
    counters.changed();
  };
  const hand = (entry: LaneEntry): void => {
    const attempt = entry.attempts + 1;
    inFlight.set(entry.id, { entity: entry.entity, key: entry.key, revision: entry.revision, attempts: entry.attempts });
    try {
      const message = JSON.parse(entry.message) as CanonicalMessage;
      const selvedge = { ...message.selvedge, lane: { lane: name, entry: entry.id, attempt }, trace: randomUUID() };
      deliver?.({ ...message, selvedge });
    } catch (error) {
      // The flow could not even take it: later, without end, because nobody is there who could park it.
      const dueAt = clock.now() + retryDelay(options, attempt, Math.random);
      conclude(entry.id, { kind: 'retry', failure: toFailure(error), dueAt }).catch(() => undefined);
    }
  };
  const claims = claimLoop({ options, parts, inFlight: () => inFlight.size, hand, counters });

  const conclude = (id: number, outcome: Outcome): Promise<LaneEntry['state']> => {
    const underWay = concluding.get(id);
    if (underWay) return underWay;
    const entry = inFlight.get(id);
    inFlight.delete(id);
    const written = write({ id, entry, outcome }).then(
      (before) => {
        concluding.delete(id);
        counters.add(figuresOf(outcome, before));
        changed();
        return before;
      },
      (error: unknown) => {
        concluding.delete(id);
        if (entry) inFlight.set(id, entry);
        changed();
        throw error;
      },
    );
    concluding.set(id, written);
    // Asked for in the same turn, so the next claim shares the transaction and sees what has become free.
    claims.wake();
    return written;
  };

  return {
    name,
    async journal(message) {
      const journaled = journal(message);
      claims.wake();
      const { kept, superseded } = await journaled;
      counters.add({ waiting: kept - superseded.waiting, parked: -superseded.parked });
      if (kept === 0) return;
      counters.began(clock.now());
      changed();
    },
    async start(handler) {
      deliver = handler;
      const found = await store.write(async ({ lanes }) => {
        await lanes.release(name);
        return lanes.counts(name);
      });
      counters.set(found);
      claims.start();
      changed();
    },
    async stop(deadlineMs) {
      await claims.stop();
      if (inFlight.size > 0 || concluding.size > 0) {
        await new Promise<void>((resolve) => {
          const timer = clock.setTimer(resolve, deadlineMs);
          emptied = () => {
            timer.cancel();
            resolve();
          };
        });
        emptied = undefined;
      }
      inFlight.clear();
      counters.add({ waiting: await store.write(({ lanes }) => lanes.release(name, owner)) });
      changed();
    },
    async settle(entry, settlement) {
      await conclude(entry, settlement);
    },
    async failed(id, failure: Failure) {
      counters.add({ failures: 1 });
      if (failure.disposition !== 'retry') return 'park';
      const entry = inFlight.get(id);
      if (!entry) {
        // Released or postponed in the meantime: another attempt has it or will.
        await concluding.get(id);
        return 'postponed';
      }
      const attempt = entry.attempts + 1;
      if (attempt >= options.maxAttempts) return 'park';
      const delay = askedDelay(failure.retryAfterMs) ?? retryDelay(options, attempt, Math.random);
      await conclude(id, { kind: 'retry', failure, dueAt: clock.now() + delay });
      return 'postponed';
    },
    moved(entry, to) {
      const wasInFlight = inFlight.delete(entry);
      if (to === 'parked') counters.add({ parked: 1, waiting: wasInFlight ? 0 : -1 });
      else if (!wasInFlight) counters.add({ parked: -1, waiting: to === 'waiting' ? 1 : 0 });
      claims.wake();
      changed();
    },
    wake: () => claims.wake(),
    status: () => counters.status({ inFlight: inFlight.size + concluding.size, running: claims.running(), now: clock.now() }),
    onChange: (listener) => counters.onChange(listener),
  };
};

/** What an outcome does to the figures, given the state its entry was in. */
function figuresOf(outcome: Outcome, before: LaneEntry['state']): { waiting?: number; parked?: number; settled?: number } {
  if (outcome.kind === 'retry' || outcome.kind === 'released') return before === 'claimed' ? { waiting: 1 } : {};
  if (before === 'settled') return {};
  return { settled: 1, ...(before === 'waiting' ? { waiting: -1 } : {}), ...(before === 'parked' ? { parked: -1 } : {}) };
}
