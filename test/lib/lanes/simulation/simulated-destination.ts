import assert from 'node:assert/strict';
import { OperationError } from '../../../../lib/errors/operation-error.ts';
import type { EffectDestination, EffectItem, WriteAnswer } from '../../../../lib/lanes/effect-destination.ts';
import type { LeaseToken } from '../../../../lib/model/lease-token.ts';
import type { Faults } from './faults.ts';
import type { SimulatedProcess, World } from './world.ts';

/** How the destination behaves at one call. */
export type Behaviour =
  | { readonly kind: 'ok' | 'slow' | 'refuse' | 'outage' | 'rate-limit' }
  /** No answer comes in time: it was never done; it was done; it is done after the caller has given up. */
  | { readonly kind: 'lost-before' | 'lost-after' | 'late' };

export interface SimulatedItem extends EffectItem {
  readonly key: string;
  readonly revision: number;
}

export interface SimulatedDestination {
  /** As one process reaches it. */
  reachedBy(process: SimulatedProcess, faults: Faults): EffectDestination<SimulatedItem>;
  behave(...next: readonly Behaviour[]): void;
  down(ms: number): void;
  /** From now on it does as it should. */
  recover(): void;
  /** Revisions of a key in the order in which they took effect. */
  effects(key: string): readonly number[];
}

export interface SimulatedDestinationParts {
  readonly world: World;
  /** It knows our reference: the same key and revision again changes nothing. */
  readonly recognises: boolean;
  /** The fence of a lease as it is in the database now. */
  readonly fenceOf: (lease: string) => number | undefined;
}

const timeoutMs = 5000;
const lateMs = 8000;
/** Longer than it takes at most to do what it was called for. */
const unknownAfterMs = 10_000;

export function simulatedDestination({ world, recognises, fenceOf }: SimulatedDestinationParts): SimulatedDestination {
  const effects = new Map<string, number[]>();
  let next: Behaviour[] = [];
  let downUntil = 0;

  const take = ({ key, revision }: SimulatedItem): void => {
    const done = effects.get(key) ?? [];
    if (recognises && done.includes(revision)) return;
    assert.ok(!done.includes(revision), `${key}/${revision} took effect twice`);
    assert.ok(done.every((earlier) => earlier < revision), `${key}/${revision} took effect after ${done.join(', ')}`);
    effects.set(key, [...done, revision]);
  };
  const taking = (item: SimulatedItem): void => {
    try {
      take(item);
    } catch (error) {
      world.fail(error);
    }
  };
  const result = ({ key, revision }: SimulatedItem): string => JSON.stringify({ number: `${key}-${revision}` });

  /** The request has left: what the caller hears, and when. */
  const request = (item: SimulatedItem, answer: (after: number, what: WriteAnswer | Error) => void): void => {
    const { kind } = next.shift() ?? { kind: 'ok' };
    if (world.now() < downUntil) { answer(20, new OperationError('REMOTE_UNREACHABLE', 'There is no connection.')); return; }
    if (kind === 'outage') { answer(50, new OperationError('REMOTE_UNAVAILABLE', 'It is being repaired.')); return; }
    if (kind === 'rate-limit') { answer(50, new OperationError('REMOTE_RATE_LIMITED', 'Slower, please.', { retryAfterMs: 1500 })); return; }
    if (kind === 'refuse') { answer(50, { kind: 'refused', failure: new OperationError('BLUECHERRY_ORDER_REFUSED', `It does not like ${item.name}.`).toFailure() }); return; }
    const unanswered = { kind: 'unanswered', why: 'it did not answer in time' } as const;
    if (kind === 'lost-before') { answer(timeoutMs, unanswered); return; }
    const doneAfter = kind === 'late' ? lateMs : kind === 'slow' ? 2500 : 50;
    world.later(doneAfter, () => taking(item));
    if (kind === 'late' || kind === 'lost-after') { answer(timeoutMs, unanswered); return; }
    answer(doneAfter + 20, { kind: 'done', result: result(item) });
  };

  return {
    reachedBy: (process, faults) => {
      /** Whoever sends must have the lease at that very moment. */
      const leave = (item: SimulatedItem, answer: (after: number, what: WriteAnswer | Error) => void): void => {
        const { lease, fence }: LeaseToken = item.claim.holder;
        const current = fenceOf(lease);
        if (current !== fence) { world.fail(new assert.AssertionError({ message: `${item.name} was sent by ${process.name} under fence ${fence}, but ${lease} has ${String(current)} by now` })); return; }
        request(item, answer);
      };
      const call = (item: SimulatedItem, guard: (items: readonly SimulatedItem[]) => void): Promise<WriteAnswer> =>
        new Promise((resolve, reject) => {
          const fault = faults.trip('call');
          if (fault?.what === 'die-before') { process.die(); return; }
          if (fault?.what === 'stop-before') process.stop(fault.ms);
          process.enter(() => {
            try {
              if (fault?.what === 'fail') throw new OperationError('REMOTE_UNREACHABLE', 'There is no connection.');
              guard([item]);
            } catch (error) {
              reject(error instanceof Error ? error : new Error(String(error)));
              return;
            }
            const answer = (after: number, what: WriteAnswer | Error): void => {
              const heard = fault?.what === 'fail-after' ? ({ kind: 'unanswered', why: 'the connection broke' } as const) : what;
              const hear = (): void => {
                if (heard instanceof Error) reject(heard);
                else resolve(heard);
              };
              world.later(after, hear, process);
            };
            leave(item, answer);
            if (fault?.what === 'die-after') process.die();
            if (fault?.what === 'stop-after') process.stop(fault.ms);
          });
        });
      return {
        system: 'the destination',
        unknownAfterMs,
        lookUp: (items) =>
          new Promise((resolve, reject) => {
            world.later(30, () => {
              const found = new Map(items.filter(({ key, revision }) => effects.get(key)?.includes(revision)).map((item) => [item, result(item)]));
              const failing = world.now() < downUntil;
              process.enter(() => {
                if (failing) reject(new OperationError('REMOTE_UNREACHABLE', 'There is no connection.'));
                else resolve(found);
              });
            });
          }),
        async write(items, guard) {
          const [item] = items;
          assert.ok(item && items.length === 1);
          return new Map([[item, await call(item, guard)]]);
        },
      };
    },
    behave: (...behaviours) => void next.push(...behaviours),
    down: (ms) => void (downUntil = world.now() + ms),
    recover() {
      next = [];
      downUntil = 0;
    },
    effects: (key) => effects.get(key) ?? [],
  };
}
