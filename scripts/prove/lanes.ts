import { crashMatrix, type MatrixReport } from './crash/crash-matrix.ts';
import { openEngine, type Engine } from './engine.ts';
import { randomDay, type RandomDayReport } from './random/random-day.ts';
import type { Verdict } from './verdict.ts';

export interface LanesOptions {
  readonly client: string;
  readonly seed: number;
  readonly engine: Engine['name'];
  readonly workers: number;
  readonly kills: number;
  readonly orders: number;
  /** A sample of the matrix instead of all of it. */
  readonly short: boolean;
}

/** How often each kind of point is killed at, at most, at each of its moments. */
const depth = 6;
/** A life on PostgreSQL mostly waits for the lease of the one before it: many can wait side by side. */
const cells = { sqlite: 3, postgres: 6 };

/** "Lanes never lose and never repeat", against the product as it stands. */
export async function proveLanes(options: LanesOptions, say: (line: string) => void): Promise<Verdict> {
  const { client, seed, workers, kills, orders, short } = options;
  const began = performance.now();
  const engine = await openEngine(options.engine);
  try {
    const proveMatrix = async (): Promise<MatrixReport> => {
      say(`Crash matrix on ${engine.name} (seed ${seed})`);
      const places = await Promise.all(Array.from({ length: cells[engine.name] }, () => engine.place()));
      const report = await crashMatrix({ client, seed, choice: short ? { kind: 'sample' } : { kind: 'every', depth }, places }, say);
      sayMatrix(report, say);
      return report;
    };
    const proveRandom = async (): Promise<RandomDayReport> => {
      say(`${kills} random kills over ${orders} orders on ${engine.name}, ${workers} ${workers === 1 ? 'worker' : 'workers'} (seed ${seed})`);
      return randomDay({ ...options, env: await engine.place() });
    };
    // The short form is for impatient machines; in the long one neither keeps the other from its times.
    const [matrix, random] = short ? await Promise.all([proveMatrix(), proveRandom()]) : [await proveMatrix(), await proveRandom()];
    const faults = [...matrix.faults, ...random.faults];
    const seconds = Math.round((performance.now() - began) / 1000);
    return { prove: 'lanes', holds: faults.length === 0, figures: { engine: engine.name, workers, ...add(matrix, random), matrix: matrix.matrix, seconds }, seed, faults };
  } finally {
    await engine.remove();
  }
}

function sayMatrix({ matrix, kills, orders }: MatrixReport, say: (line: string) => void): void {
  for (const [kind, times] of Object.entries(matrix)) say(`  ${String(times).padStart(3)} × ${kind}`);
  say(`  ${kills} kills in all, ${orders} orders`);
}

function add(matrix: MatrixReport, random: RandomDayReport): object {
  const { kills, killsAtWork, stops, stopsAtWork, startsGivenUp, unanswered, arrivedMeanwhile, salesOrders, exceptions, changedAfterwards } = random;
  return {
    ...{ orders: random.orders, salesOrders, exceptions, changedAfterwards, arrivedMeanwhile, unanswered, kills, killsAtWork, stops, stopsAtWork, startsGivenUp },
    matrixOrders: matrix.orders,
    matrixKills: matrix.kills,
    lost: matrix.lost + random.lost,
    repeated: matrix.repeated + random.repeated,
    outOfOrder: matrix.outOfOrder + random.outOfOrder,
  };
}
