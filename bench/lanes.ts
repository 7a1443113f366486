import { benchLane } from './lanes/bench-lane.ts';
import type { BenchDatabase, BenchEngine } from './lanes/bench-engine.ts';
import { fillLane } from './lanes/fill-lane.ts';
import type { JournalElsewhere } from './lanes/journal-elsewhere.ts';
import type { BacklogAnswer, LaneOverBacklog } from './lanes/lane-over-backlog.ts';
import { measureClaims, type Backlog, type ClaimFigures } from './lanes/measure-claims.ts';
import { measureDelays, watchDelays, type DelayFigures, type Pace } from './lanes/measure-delays.ts';
import { measureGrowth, type GrowthFigures } from './lanes/measure-growth.ts';
import { measureRestart, type RestartFigures } from './lanes/measure-restart.ts';
import { measureThroughput, type GroupFigures } from './lanes/measure-throughput.ts';
import { delaysOf } from './lanes/figures.ts';
import { postgresEngine } from './lanes/postgres-engine.ts';
import { runChild } from './lanes/run-child.ts';
import { sampleMessages } from './lanes/sample-messages.ts';
import { sqliteEngine } from './lanes/sqlite-engine.ts';

export interface LanesOptions {
  readonly engines: readonly BenchEngine['name'][];
  readonly client: string;
  readonly rounds: number;
  /** Entries waiting in the large lane. */
  readonly backlog: number;
  /** A few seconds instead of many minutes: shows that the bench works, its figures say nothing. */
  readonly quick: boolean;
}

export interface DelaysByLoad {
  readonly idle: DelayFigures;
  readonly steady: DelayFigures;
  /** Journaled by another worker; null where there can be none. */
  readonly fromAnotherWorker: { readonly idle: DelayFigures; readonly steady: DelayFigures } | null;
}

export interface EngineFigures {
  readonly throughput: readonly GroupFigures[];
  readonly delays: DelaysByLoad;
  readonly claims: ClaimFigures;
  /** Of a process with a lane at work, in MiB; the baseline is the same over few entries. */
  readonly memory: { readonly waiting: number; readonly mostMib: number; readonly baselineMib: number; readonly firstAfterMs: number };
  readonly growth: GrowthFigures;
  readonly restart: RestartFigures | null;
}

type Say = (line: string) => void;

interface Sizes {
  readonly groups: readonly number[];
  readonly measureMs: number;
  readonly few: number;
  readonly idle: Pace;
  readonly steady: Pace;
  readonly journal: Pace;
  readonly backlogMs: number;
}

const long: Sizes = {
  groups: [1, 10, 100],
  measureMs: 1000,
  few: 1000,
  idle: { perSecond: 20, count: 200 },
  steady: { perSecond: 200, count: 2000 },
  journal: { perSecond: 100, count: 600 },
  backlogMs: 10_000,
};
const short: Sizes = { ...long, groups: [1, 10], measureMs: 40, few: 200, idle: { perSecond: 100, count: 10 }, steady: { perSecond: 200, count: 40 }, journal: { perSecond: 200, count: 40 }, backlogMs: 200 };

/** What a lane does, each figure beside its baseline of the same run. */
export async function benchLanes(options: LanesOptions, say: Say): Promise<Partial<Record<BenchEngine['name'], EngineFigures>>> {
  const figures: Partial<Record<BenchEngine['name'], EngineFigures>> = {};
  for (const name of options.engines) {
    const engine = name === 'sqlite' ? sqliteEngine() : await postgresEngine();
    try {
      say(`${name}:`);
      figures[name] = await benchEngine(engine, options, say);
    } finally {
      await engine.remove();
    }
  }
  return figures;
}

async function benchEngine(engine: BenchEngine, options: LanesOptions, say: Say): Promise<EngineFigures> {
  const { client, rounds, backlog, quick } = options;
  const sizes = quick ? short : long;
  const throughput = await within(engine, (database) => measureThroughput(database, { rounds, groups: sizes.groups, measureMs: sizes.measureMs }, say));
  const delays = await within(engine, (database) => delaysOn(database, sizes));
  say(`journal to emit: idle p99 ${delays.idle.p99} ms, steady p99 ${delays.steady.p99} ms`);
  const overBacklog = await within(engine, (few) => within(engine, (many) => overBacklogs({ few, many, sizes, rounds, backlog }, say)));
  const restart = quick ? null : await measureRestart({ engine: engine.name, client, waiting: backlog / 10, kills: 5 });
  if (restart) say(`killed with ${restart.waiting} waiting: ready after ${restart.readyMs.median} ms, working after ${restart.workingMs.median} ms`);
  return { throughput, delays, ...overBacklog, restart };
}

async function within<T>(engine: BenchEngine, use: (database: BenchDatabase) => Promise<T>): Promise<T> {
  const database = await engine.database();
  try {
    return await use(database);
  } finally {
    await database.remove();
  }
}

async function delaysOn(database: BenchDatabase, { idle, steady }: Sizes): Promise<DelaysByLoad> {
  const store = await database.open();
  try {
    const messages = await sampleMessages('D');
    const bench = await benchLane(store);
    const watch = await watchDelays(bench);
    await measureDelays(bench, watch, messages, { ...steady, count: steady.count / 10 });
    const elsewhere = async (pace: Pace): Promise<DelayFigures> => {
      await runChild<object>('journal-elsewhere.ts', { place: database.place, lane: bench.lane.name, pace } satisfies JournalElsewhere);
      const delays = await watch.take(pace.count);
      return { ...delaysOf(delays), messages: delays.length, perSecond: pace.perSecond };
    };
    const figures = {
      idle: await measureDelays(bench, watch, messages, idle),
      steady: await measureDelays(bench, watch, messages, steady),
      fromAnotherWorker: store.shared ? { idle: await elsewhere(idle), steady: await elsewhere(steady) } : null,
    };
    await bench.lane.stop(1000);
    return figures;
  } finally {
    await store.close();
  }
}

interface Backlogs {
  readonly few: BenchDatabase;
  readonly many: BenchDatabase;
  readonly sizes: Sizes;
  readonly rounds: number;
  readonly backlog: number;
}

/** The large lane is filled once; what is measured over it last empties it. */
async function overBacklogs({ few, many, sizes, rounds, backlog }: Backlogs, say: Say): Promise<Pick<EngineFigures, 'claims' | 'memory' | 'growth'>> {
  const lane = 'bench';
  const messages = await sampleMessages('B');
  const filled = async (database: BenchDatabase, waiting: number): Promise<Backlog & { ids: readonly number[] }> => {
    const store = await database.open();
    return { store, lane, waiting, messages, ids: await fillLane(store, { lane, count: waiting, messages }) };
  };
  const began = performance.now();
  const [small, large] = [await filled(few, sizes.few), await filled(many, backlog)];
  say(`${backlog} entries wait after ${Math.round((performance.now() - began) / 1000)} s`);
  const claims = await measureClaims(small, large, rounds);
  say(`claimed per second: ${claims.perSecond} of ${claims.waiting} waiting, ${claims.baselinePerSecond} of ${claims.baselineWaiting} (${claims.ratio})`);

  for (const { store } of [small, large]) {
    await store.write(({ leases }) => leases.expireAll());
    await store.close();
  }
  const baseline = await runChild<BacklogAnswer>('lane-over-backlog.ts', { place: few.place, lane, forMs: sizes.backlogMs } satisfies LaneOverBacklog);
  const most = await runChild<BacklogAnswer>('lane-over-backlog.ts', { place: many.place, lane, forMs: sizes.backlogMs } satisfies LaneOverBacklog);
  const memory = { waiting: backlog, mostMib: most.mostMib, baselineMib: baseline.mostMib, firstAfterMs: most.firstAfterMs };
  say(`memory: ${memory.mostMib} MiB over ${backlog} waiting, ${memory.baselineMib} MiB over ${sizes.few}`);

  const store = await many.open();
  try {
    const growth = await measureGrowth({ database: many, store, lane, ids: large.ids, messages, rounds, pace: sizes.journal });
    say(`${growth.mibSettled} MiB for ${growth.settled} settled, ${growth.mibPruned} MiB (${growth.mibFree ?? '?'} free) once removed, ${growth.mibRefilled} MiB with a tenth journaled again`);
    return { claims, memory, growth };
  } finally {
    await store.close();
  }
}
