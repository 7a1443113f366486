import assert from 'node:assert/strict';
import fc from 'fast-check';
import { OperationError } from '../../../lib/errors/operation-error.ts';
import type { EffectDestination, EffectItem, EffectOutcome, WriteAnswer } from '../../../lib/lanes/effect-destination.ts';
import { performEffects } from '../../../lib/lanes/perform-effects.ts';
import { effectsBench, unreachable, type Crossing, type EffectsBench, type EffectWorker } from './effects-bench.ts';

/** Longer than the destination works on a call (25 s), as the protocol asks for. */
const settleMs = 30_000;
const timeOutMs = 20_000;

interface Step {
  readonly worker: 0 | 1;
  readonly keys: readonly string[];
  readonly content: 'f1' | 'f2';
  /** The worker has the lease from now on. */
  readonly takesOver: boolean;
  /** Where the process ends, or its store fails, counted in the places where it waits. */
  readonly fault: { readonly at: number; readonly what: 'die-before' | 'die-after' | 'fail-before' | 'fail-after' } | null;
  readonly call: { readonly mode: 'answers' | 'silent' | 'never-arrives' | 'refuses' | 'refuses-one'; readonly leavesMs: number; readonly commitsMs: number };
  readonly waitMs: number;
}

const step: fc.Arbitrary<Step> = fc.record({
  worker: fc.constantFrom(0, 1),
  keys: fc.uniqueArray(fc.constantFrom('1', '1', '1', '2', '3'), { minLength: 1, maxLength: 3 }),
  content: fc.constantFrom('f1', 'f1', 'f1', 'f2'),
  takesOver: fc.boolean(),
  fault: fc.option(fc.record({ at: fc.nat(6), what: fc.constantFrom('die-before', 'die-after', 'fail-before', 'fail-after') }), { freq: 2 }),
  call: fc.record({
    mode: fc.constantFrom('answers', 'answers', 'silent', 'never-arrives', 'refuses', 'refuses-one'),
    // A minute: long enough for another worker to believe that nothing was written.
    leavesMs: fc.constantFrom(0, 10, 60_000),
    commitsMs: fc.constantFrom(0, 50, 25_000),
  }),
  waitMs: fc.constantFrom(0, 20, 5000, 20_000, 31_000, 60_000),
});

interface Process {
  alive: boolean;
  readonly worker: EffectWorker;
  readonly crossing: Crossing;
  arm(fault: Step['fault']): void;
}

const never = new Promise<never>(() => undefined);

/** A destination that takes what comes as often as it comes, and works on although nobody waits for the answer. */
function naiveDestination(bench: EffectsBench, crossing: Crossing, { mode, leavesMs, commitsMs }: Step['call'], there: Map<string, string[]>): EffectDestination<EffectItem> {
  const after = (ms: number): Promise<void> => new Promise((resolve) => bench.clock.setTimer(resolve, ms));
  return {
    system: 'The ERP',
    unknownAfterMs: settleMs,
    lookUp: (items) =>
      crossing('destination', async () => {
        await after(10);
        const found = items.flatMap((item) => (there.get(item.claim.key) ?? []).slice(0, 1).map((number): [EffectItem, string] => [item, number]));
        await after(10);
        return new Map(found);
      }),
    write: (items, guard) =>
      crossing('destination', async () => {
        await after(leavesMs);
        guard(items);
        if (mode === 'refuses') throw new OperationError('REMOTE_RATE_LIMITED', 'Too many calls.');
        if (mode === 'never-arrives') {
          await after(timeOutMs);
          return new Map();
        }
        const refused = mode === 'refuses-one' ? items[0] : undefined;
        const numbers = new Map<EffectItem, string>();
        const committed = after(commitsMs).then(() => {
          for (const item of items) {
            if (item === refused) continue;
            const before = there.get(item.claim.key) ?? [];
            const number = `${item.claim.key}/${item.claim.fingerprint}/${before.length + 1}`;
            there.set(item.claim.key, [...before, number]);
            numbers.set(item, number);
          }
        });
        if (mode === 'silent' || commitsMs > timeOutMs) {
          await after(timeOutMs);
          return new Map();
        }
        await committed;
        const refusal = new OperationError('BLUECHERRY_ORDER_REFUSED', 'It refuses it.').toFailure();
        return new Map(items.map((item): [EffectItem, WriteAnswer] => {
          const result = numbers.get(item);
          return [item, result === undefined ? { kind: 'refused', failure: refusal } : { kind: 'done', result }];
        }));
      }),
  };
}

async function play(steps: readonly Step[]): Promise<void> {
  const bench = await effectsBench();
  const there = new Map<string, string[]>();
  const told: { readonly key: string; readonly outcome: EffectOutcome }[] = [];
  let lives = 0;
  const live = (): Process => {
    let left = -1;
    let fault: Step['fault'] = null;
    const crossing: Crossing = async (what, act) => {
      const tripped = process.alive && left === 0 ? fault?.what : undefined;
      left -= 1;
      if (tripped === 'die-before') process.alive = false;
      if (tripped === 'fail-before' && what === 'store') throw unreachable;
      if (!process.alive) return never;
      const result = await act().catch((error: unknown) => (process.alive ? Promise.reject(error as Error) : never));
      if (tripped === 'die-after') process.alive = false;
      if (tripped === 'fail-after' && what === 'store') throw unreachable;
      return process.alive ? result : never;
    };
    const process: Process = {
      alive: true,
      crossing,
      worker: bench.worker(`p${(lives += 1)}`, crossing),
      arm(next: Step['fault']) {
        fault = next;
        left = next?.at ?? -1;
      },
    };
    return process;
  };
  const processes = [live(), live()];
  const perform = async ({ worker, crossing }: Process, items: readonly EffectItem[], call: Step['call']): Promise<readonly EffectOutcome[]> => {
    const outcomes = await performEffects(items, naiveDestination(bench, crossing, call, there), { ledger: worker.ledger, leases: worker.leases, clock: bench.clock });
    outcomes.forEach((outcome, position) => told.push({ key: items[position]?.claim.key ?? '', outcome }));
    return outcomes;
  };

  try {
    let failure: unknown;
    for (const { worker: which, keys, content, takesOver, fault, call, waitMs } of steps) {
      if (!processes[which]!.alive) processes[which] = live();
      const process = processes[which]!;
      if (takesOver) await process.worker.takeOver();
      process.arm(fault);
      perform(process, keys.map((key) => process.worker.item(key, content)), call).catch((error: unknown) => (failure = error));
      await bench.clock.advance(waitMs);
    }
    for (const process of processes) process.arm(null);
    await bench.clock.advance(120_000);
    assert.equal(failure, undefined);

    const last = live();
    await last.worker.takeOver();
    let open = ['1', '2', '3'];
    for (let round = 0; round < 8 && open.length > 0; round += 1) {
      const performed = perform(last, open.map((key) => last.worker.item(key)), { mode: 'answers', leavesMs: 0, commitsMs: 0 });
      await bench.clock.advance(settleMs);
      const outcomes = await performed;
      open = open.filter((_, position) => outcomes[position]?.kind === 'failed');
    }
    assert.deepEqual(open, [], 'everything arrives in the end');
    for (const key of ['1', '2', '3']) assert.equal(there.get(key)?.length, 1, `${key} is there as ${String(there.get(key))}`);
    for (const { key, outcome } of told) if (outcome.kind !== 'failed') assert.equal(outcome.result, there.get(key)?.[0], `${key}: ${outcome.kind}`);
  } finally {
    bench.close();
  }
}

describe('one effect', () => {
  it('is what each claim has at a destination that takes duplicates, wherever processes end, answers get lost or leases change hands', async function () {
    this.timeout(60_000);
    await fc.assert(fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 8 }), play), { numRuns: 300 });
  });
});
