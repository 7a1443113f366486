import type { LeaseToken } from '../model/lease-token.ts';
import type { LaneEntry } from '../store/contract/lane-table.ts';
import type { Clock, InFlight } from './contract.ts';
import type { EntryOutcome, HandedOut, Outcome, WrittenOutcome } from './write-outcomes.ts';

export interface UnderWay extends HandedOut {
  readonly since: number;
}

export interface EntriesUnderWay {
  /** On their way through the flow: those whose outcome is being written are not. */
  readonly entries: ReadonlyMap<number, UnderWay>;
  /** With those whose outcome is being written. */
  size(): number;
  ids(): readonly number[];
  add(entry: LaneEntry): void;
  delete(id: number): UnderWay | undefined;
  /** Of an outcome on its way to the disk. */
  concluding(id: number): Promise<WrittenOutcome> | undefined;
  /** Writes what became of it, once: a second outcome joins the first. It is under way no more, also when that fails. */
  conclude(id: number, holder: LeaseToken, outcome: Outcome): Promise<WrittenOutcome>;
  forget(): void;
  /** Resolves when nothing is under way any more, or at the deadline. */
  emptied(deadlineMs: number): Promise<void>;
  list(): readonly InFlight[];
}

/** What a lane has handed out and not heard of yet. `changed` is called whenever there is less of it. */
export function entriesUnderWay(clock: Clock, write: (outcome: EntryOutcome) => Promise<WrittenOutcome>): EntriesUnderWay {
  const entries = new Map<number, UnderWay>();
  const writing = new Map<number, Promise<WrittenOutcome>>();
  let whenEmpty: (() => void) | undefined;

  const looked = (): void => {
    if (entries.size === 0 && writing.size === 0) whenEmpty?.();
  };

  return {
    entries,
    size: () => entries.size + writing.size,
    ids: () => [...entries.keys(), ...writing.keys()],
    add: ({ id, entity, key, revision, attempts, bytes, lastCode }) => void entries.set(id, { entity, key, revision, attempts, bytes, lastCode, since: clock.now() }),
    delete(id) {
      const entry = entries.get(id);
      entries.delete(id);
      looked();
      return entry;
    },
    concluding: (id) => writing.get(id),
    conclude(id, holder, outcome) {
      const underWay = writing.get(id);
      if (underWay) return underWay;
      const entry = entries.get(id);
      entries.delete(id);
      const written = write({ id, holder, entry, outcome }).then(
        (result) => {
          if (writing.get(id) === written) writing.delete(id);
          looked();
          return result;
        },
        (error: unknown) => {
          if (writing.get(id) === written) writing.delete(id);
          looked();
          throw error;
        },
      );
      writing.set(id, written);
      return written;
    },
    forget() {
      entries.clear();
      writing.clear();
      looked();
    },
    async emptied(deadlineMs) {
      if (entries.size === 0 && writing.size === 0) return;
      await new Promise<void>((resolve) => {
        const timer = clock.setTimer(resolve, deadlineMs);
        whenEmpty = () => {
          timer.cancel();
          resolve();
        };
      });
      whenEmpty = undefined;
    },
    list: () => [...entries].map(([entry, { entity, key, attempts, since }]) => ({ entry, entity, key, attempt: attempts + 1, since })),
  };
}
