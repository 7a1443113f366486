import fc from 'fast-check';
import type { Fault } from './faults.ts';
import type { Behaviour } from './simulated-destination.ts';

/** What happens from outside, one after the other. */
export type Step =
  | { readonly do: 'change' | 'late'; readonly keys: readonly number[] }
  | { readonly do: 'wait'; readonly ms: number }
  | { readonly do: 'kill'; readonly worker: number }
  | { readonly do: 'stop'; readonly worker: number; readonly ms: number }
  | { readonly do: 'arm'; readonly worker: number; readonly fault: Fault }
  | { readonly do: 'behave'; readonly next: readonly Behaviour[] }
  /** The destination, or the store, cannot be reached. */
  | { readonly do: 'down' | 'away'; readonly ms: number }
  | { readonly do: 'replay' | 'dismiss' | 'pause' | 'resume' | 'probe'; readonly worker: number };

export interface Schedule {
  /** Of everything that is left to chance: which process goes first, jitter, words that get lost. */
  readonly seed: number;
  readonly order: 'strict' | 'latest';
  readonly workers: number;
  /** Whether the destination knows our reference. */
  readonly recognises: boolean;
  readonly steps: readonly Step[];
}

const worker = fc.nat(2);
const kind = fc.constantFrom<Behaviour['kind']>('ok', 'ok', 'slow', 'refuse', 'outage', 'outage', 'rate-limit', 'lost-before', 'lost-after', 'late');
const stopMs = fc.constantFrom(300, 7000, 20_000);
const whats = ['die-before', 'die-after', 'stop-before', 'stop-after', 'fail', 'fail-after'] as const;
const timing = { after: fc.nat(5), ms: stopMs };
const faultAt = {
  write: fc.record<Fault>({ at: fc.constant('write'), what: fc.constantFrom(...whats), ...timing }),
  /** A file says whether it was written; only over a network does nobody know. */
  writeToFile: fc.record<Fault>({ at: fc.constant('write'), what: fc.constantFrom(...whats.filter((what) => what !== 'fail-after')), ...timing }),
  call: fc.record<Fault>({ at: fc.constant('call'), what: fc.constantFrom(...whats), ...timing }),
};

const change = fc.record({ do: fc.constant('change'), keys: fc.array(fc.nat(3), { minLength: 1, maxLength: 3 }) });
const late = fc.record({ do: fc.constant('late'), keys: fc.array(fc.nat(3), { minLength: 1, maxLength: 2 }) });
const wait = fc.record({ do: fc.constant('wait'), ms: fc.constantFrom(10, 700, 2500, 9000) });
const behave = fc.record({ do: fc.constant('behave'), next: fc.array(fc.record({ kind }), { minLength: 1, maxLength: 6 }) });
const arm = (fault: fc.Arbitrary<Fault>) => fc.record({ do: fc.constant('arm'), worker, fault });

const anything = (fault: fc.Arbitrary<Fault>): fc.Arbitrary<Step> =>
  fc.oneof<fc.WeightedArbitrary<Step>[]>(
    { weight: 6, arbitrary: change },
    { weight: 2, arbitrary: late },
    { weight: 6, arbitrary: wait },
    { weight: 4, arbitrary: arm(fault) },
    { weight: 3, arbitrary: behave },
    { weight: 1, arbitrary: fc.record({ do: fc.constant('kill'), worker }) },
    { weight: 1, arbitrary: fc.record({ do: fc.constant('stop'), worker, ms: stopMs }) },
    { weight: 2, arbitrary: fc.record({ do: fc.constantFrom('down', 'away'), ms: fc.constantFrom(500, 5000, 15_000) }) },
    { weight: 2, arbitrary: fc.record({ do: fc.constantFrom('replay', 'dismiss', 'pause', 'resume', 'probe'), worker }) },
  );

const scheduleOf = (workers: fc.Arbitrary<number>, step: fc.Arbitrary<Step>): fc.Arbitrary<Schedule> =>
  fc.record({
    seed: fc.integer({ min: 0, max: 0x7fffffff }),
    order: fc.constantFrom('strict', 'latest'),
    workers,
    recognises: fc.boolean(),
    steps: fc.array(step, { minLength: 2, maxLength: 14 }),
  });

/** One worker with its file. */
export const alone = scheduleOf(fc.constant(1), anything(fc.oneof(faultAt.writeToFile, faultAt.writeToFile, faultAt.call)));
/** Workers of one client on one server. */
export const several = scheduleOf(fc.integer({ min: 2, max: 3 }), anything(fc.oneof(faultAt.write, faultAt.write, faultAt.call)));
/** Two of them, stopped for long in the middle of what they do, while the other one goes on. */
export const stopped = scheduleOf(
  fc.constant(2),
  fc.oneof(change, late, wait, behave, arm(fc.record<Fault>({ at: fc.constantFrom('write', 'call'), what: fc.constantFrom('stop-before', 'stop-after'), after: fc.nat(2), ms: fc.constant(20_000) }))),
);
