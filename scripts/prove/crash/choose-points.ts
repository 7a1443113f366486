import type { Random } from '../../../sandbox/seeded-random.ts';
import type { CrashPoint } from './crash-point.ts';
import { inWords } from './crash-point.ts';
import { expectedKinds } from './expected-kinds.ts';

/** Every point that a life without kills passed, up to so many of a kind; those of an empty database, met but once, come first. */
export function choosePoints(passed: readonly CrashPoint[], depth: number): readonly CrashPoint[] {
  const [first, rest] = [passed.filter(isOfEmptyDatabase), passed.filter((point) => !isOfEmptyDatabase(point))];
  const within = [...first.filter(({ nth }) => nth === 1), ...rest.filter(({ nth }) => nth <= depth)];
  return [...new Map(within.map((point) => [inWords(point), point])).values()];
}

/** One point of each kind, its moment left to chance. */
export function samplePoints(random: Random): readonly CrashPoint[] {
  return expectedKinds.map((kind) => {
    const moments = isCall(kind) ? (['before', 'sent', 'after'] as const) : (['before', 'after'] as const);
    return { kind, moment: moments[Math.floor(random() * moments.length)] ?? 'before', nth: 1 };
  });
}

const isOfEmptyDatabase = ({ kind }: CrashPoint): boolean => kind === 'schema';
const isCall = (kind: string): boolean => / (GET|POST) /.test(kind);
