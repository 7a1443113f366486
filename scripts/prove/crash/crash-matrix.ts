import { seededRandom } from '../../../sandbox/seeded-random.ts';
import { choosePoints, samplePoints } from './choose-points.ts';
import { openCrashCell, type CrashCell } from './crash-cell.ts';
import type { CrashPoint } from './crash-point.ts';

type Env = Readonly<Record<string, string>>;

export interface MatrixOptions {
  readonly client: string;
  readonly seed: number;
  /** `every`: all points that a life without kills passes, up to so many of a kind; `sample`: one of each kind. */
  readonly choice: { readonly kind: 'every'; readonly depth: number } | { readonly kind: 'sample' };
  /** Variables of the host in each of the cells, which run side by side and share nothing. */
  readonly places: readonly Env[];
}

export interface MatrixReport {
  readonly orders: number;
  readonly kills: number;
  /** How often the host was killed at each kind of point. */
  readonly matrix: Readonly<Record<string, number>>;
  readonly lost: number;
  readonly repeated: number;
  readonly outOfOrder: number;
  readonly faults: readonly string[];
}

/** How long the life without a kill takes at least that finds the points. */
const recordMs = 20_000;
const tellEvery = 25;

/** Kills the host with SIGKILL once at each of the points, life after life in the same data. */
export async function crashMatrix({ client, seed, choice, places }: MatrixOptions, say: (line: string) => void): Promise<MatrixReport> {
  const opened: CrashCell[] = [];
  const matrix = new Map<string, number>();
  const faults: string[] = [];
  let tried = 0;
  try {
    // The cell that finds the points is of no further use: its database is not empty any more.
    const [recording = {}, ...others] = places;
    const points = choice.kind === 'sample' ? samplePoints(seededRandom(seed)) : choosePoints(await recordPoints(client, seed, recording), choice.depth);
    for (const [index, env] of (choice.kind === 'sample' ? places : others).entries()) opened.push(await openCrashCell(client, seed + 1 + index, env));
    say(`${points.length} points of ${new Set(points.map(({ kind }) => kind)).size} kinds to be killed at`);
    // Cells take turns with the points, so that the first ones, of an empty database, each meet one.
    await Promise.all(
      opened.map(async (cell, index) => {
        for (const point of points.filter((_, position) => position % opened.length === index)) {
          const missed = await cell.crash(point);
          if (missed === undefined) matrix.set(point.kind, (matrix.get(point.kind) ?? 0) + 1);
          else faults.push(missed);
          tried += 1;
          if (tried % tellEvery === 0) say(`  ${tried} of ${points.length}`);
        }
      }),
    );
    const ended = await Promise.all(opened.map((cell) => cell.finish()));
    const sum = (of: (one: (typeof ended)[number]) => number): number => ended.reduce((total, one) => total + of(one), 0);
    for (const { verdict, exitCode } of ended) faults.push(...verdict.faults, ...(exitCode === 0 ? [] : [`the host ended with exit code ${String(exitCode)}`]));
    return {
      orders: sum(({ orders }) => orders),
      kills: [...matrix.values()].reduce((total, times) => total + times, 0),
      matrix: Object.fromEntries([...matrix].sort(([a], [b]) => (a < b ? -1 : 1))),
      lost: sum(({ verdict }) => verdict.lost),
      repeated: sum(({ verdict }) => verdict.repeated),
      outOfOrder: sum(({ verdict }) => verdict.outOfOrder),
      faults,
    };
  } finally {
    await Promise.all(opened.map((cell) => cell.remove()));
  }
}

async function recordPoints(client: string, seed: number, env: Env): Promise<readonly CrashPoint[]> {
  const cell = await openCrashCell(client, seed, env);
  try {
    return await cell.record(recordMs);
  } finally {
    await cell.remove();
  }
}
