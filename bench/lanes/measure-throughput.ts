import { benchLane, type BenchLane } from './bench-lane.ts';
import type { BenchDatabase, RawInserts } from './bench-engine.ts';
import { compared, type Compared } from './figures.ts';
import { sampleMessages, type SampleMessages } from './sample-messages.ts';

export interface ThroughputOptions {
  readonly rounds: number;
  readonly groups: readonly number[];
  readonly measureMs: number;
}

export interface GroupFigures {
  readonly group: number;
  /** Journaled, against raw inserts. */
  readonly in: Compared;
  /** Journaled, claimed, delivered and settled, against raw inserts. */
  readonly through: Compared;
}

/**
 * Durable messages per second. `group` callers journal at a time and wait for the disk, then the next so many; the
 * baseline inserts rows of the same size, `group` of them in each transaction.
 */
export async function measureThroughput(database: BenchDatabase, { rounds, groups, measureMs }: ThroughputOptions, say: (line: string) => void): Promise<readonly GroupFigures[]> {
  const store = await database.open();
  const raw = await database.raw();
  const messages = await sampleMessages('T');
  const journaling = await benchLane(store, { name: 'in' });
  const figures: GroupFigures[] = [];
  try {
    for (const group of groups) {
      const passing = await benchLane(store, { name: `through-${group}`, concurrency: group });
      const settled = await settlesAtOnce(passing);
      const measured: { raw: number; in: number; through: number }[] = [];
      // The first round only warms up.
      for (let round = 0; round <= rounds; round += 1) {
        const forMs = round === 0 ? measureMs / 4 : measureMs;
        const one = {
          raw: await rawPerSecond(raw, messages, group, forMs),
          in: await journaledPerSecond(journaling, messages, group, forMs),
          through: await passedPerSecond(passing, settled, messages, group, forMs),
        };
        if (round > 0) measured.push(one);
      }
      await passing.lane.stop(1000);
      const against = (of: 'in' | 'through'): Compared => compared(measured.map((one) => ({ ours: one[of], baseline: one.raw })));
      const found = { group, in: against('in'), through: against('through') };
      figures.push(found);
      say(`groups of ${group}: in ${found.in.perSecond}/s (${found.in.ratio} of raw), through ${found.through.perSecond}/s (${found.through.ratio}), raw inserts ${found.in.baselinePerSecond}/s`);
    }
  } finally {
    await raw.close();
    await store.close();
  }
  return figures;
}

interface Settled {
  readonly count: () => number;
  /** Resolves once so many have been settled. */
  reached(count: number): Promise<void>;
}

async function settlesAtOnce(bench: BenchLane): Promise<Settled> {
  let settled = 0;
  let awaited: { count: number; resolve: () => void } | undefined;
  await bench.start((message) => {
    void bench.lane.settle(message.selvedge, { kind: 'done', note: '' }).then(() => {
      settled += 1;
      if (awaited && settled >= awaited.count) awaited.resolve();
    });
  });
  return {
    count: () => settled,
    reached: (count) =>
      new Promise((resolve) => {
        if (settled >= count) resolve();
        else awaited = { count, resolve };
      }),
  };
}

const now = (): number => performance.now();

async function rawPerSecond(raw: RawInserts, messages: SampleMessages, group: number, forMs: number): Promise<number> {
  const began = now();
  let count = 0;
  while (now() - began < forMs) {
    await raw.insert(Array.from({ length: group }, () => messages.nextText()));
    count += group;
  }
  return (count / (now() - began)) * 1000;
}

async function journal({ lane, source }: BenchLane, messages: SampleMessages, group: number, forMs: number): Promise<number> {
  const began = now();
  let count = 0;
  while (now() - began < forMs) {
    await Promise.all(Array.from({ length: group }, () => lane.journal(messages.next(source))));
    count += group;
  }
  return count;
}

async function journaledPerSecond(bench: BenchLane, messages: SampleMessages, group: number, forMs: number): Promise<number> {
  const began = now();
  const count = await journal(bench, messages, group, forMs);
  return (count / (now() - began)) * 1000;
}

async function passedPerSecond(bench: BenchLane, settled: Settled, messages: SampleMessages, group: number, forMs: number): Promise<number> {
  const before = settled.count();
  const began = now();
  const count = await journal(bench, messages, group, forMs);
  await settled.reached(before + count);
  return (count / (now() - began)) * 1000;
}
