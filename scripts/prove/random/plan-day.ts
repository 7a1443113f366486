import type { Fault, FaultKind } from '../../../sandbox/faults/fault.ts';
import { seededRandom, type Random } from '../../../sandbox/seeded-random.ts';
import type { EditKind, SaleKind } from '../lanes/sold-orders.ts';

type System = 'woocommerce' | 'bluecherry';

export type DayEvent = { readonly atMs: number } & (
  | { readonly do: 'sell'; readonly kind: SaleKind }
  | { readonly do: 'edit'; readonly kind: EditKind }
  | { readonly do: 'put right' }
  | { readonly do: 'fault'; readonly system: System; readonly fault: Fault }
  | { readonly do: 'calm'; readonly system: System }
  /** The day's clock stands still until it is ready. */
  | { readonly do: 'await'; readonly worker: number }
  | { readonly do: 'kill'; readonly worker: number }
  | { readonly do: 'stop'; readonly worker: number; readonly forMs: number }
);

export interface DayPlanOptions {
  readonly seed: number;
  readonly workers: number;
  readonly kills: number;
  readonly orders: number;
}

/** A lease lasts 6 s: whoever is stopped for longer has been replaced when it goes on. */
const stopMs = { least: 6500, most: 12_000 };
const stopShare = 0.15;
/** Whoever was hit is mostly hit again, while it starts: the others get the time to take over what it drove. */
const sameAgainShare = 0.5;
/** With several workers one is hit every second; one alone mostly gets the time to start, and then some to work in. */
const betweenHitsMs = { several: 1000, alone: { least: 200, most: 2500 } };
const startedShare = 0.75;
const refusedShare = 0.05;
const withoutSkuShare = 0.01;
const editShare = 0.5;
const addressShare = 0.3;
const putRightEveryMs = 4000;
/** Each system fails now and then for a moment, and works in between. */
const faultEveryMs = { least: 800, most: 3000 };
const faultMs = { least: 200, most: 900 };
const faultShare = 0.8;

const post = { method: 'POST', pathIncludes: '/order-batches' };
const get = { method: 'GET' };
const faultKinds: readonly { readonly system: System; readonly match: NonNullable<Fault['match']>; readonly kinds: readonly FaultKind[] }[] = [
  { system: 'bluecherry', match: post, kinds: ['429', '500', 'close', 'malformed-json'] },
  { system: 'bluecherry', match: post, kinds: ['close-after-commit', 'timeout-after-commit'] },
  { system: 'bluecherry', match: get, kinds: ['429', '500', 'close'] },
  { system: 'woocommerce', match: get, kinds: ['429', '500', 'close', 'malformed-json'] },
];

/** All that happens on a day, by its time: the same seed gives the same day. */
export function planDay(options: DayPlanOptions): readonly DayEvent[] {
  const random = seededRandom(options.seed);
  const hits = planHits(options, random);
  const endMs = hits.at(-1)?.atMs ?? 10_000;
  const faults = planFaults(endMs, random);
  const rights = Array.from({ length: Math.floor(endMs / putRightEveryMs) }, (_, index): DayEvent => ({ atMs: (index + 1) * putRightEveryMs, do: 'put right' }));
  return [...hits, ...planTrade(options.orders, endMs, random), ...faults, ...rights].sort((a, b) => a.atMs - b.atMs);
}

function planHits({ workers, kills }: DayPlanOptions, random: Random): readonly DayEvent[] {
  const hits: DayEvent[] = [];
  let [killed, atMs, worker, stopped, stoppedUntil] = [0, 0, 0, -1, 0];
  const hitAt = Array.from({ length: workers }, () => 0);
  while (killed < kills) {
    if (workers === 1 && random() < startedShare) hits.push({ atMs, do: 'await', worker: 0 });
    atMs += workers > 1 ? betweenHitsMs.several : Math.round(between(betweenHitsMs.alone, random));
    const running = [...hitAt.keys()].filter((index) => index !== stopped || atMs >= stoppedUntil);
    // Who alone is stopped is not replaced: there is nothing to notice.
    if (workers > 1 && atMs >= stoppedUntil && random() < stopShare) {
      const forMs = Math.round(between(stopMs, random));
      // Whoever has been left alone the longest has most to do.
      stopped = running.reduce((longest, index) => ((hitAt[index] ?? 0) < (hitAt[longest] ?? 0) ? index : longest));
      stoppedUntil = atMs + forMs;
      hitAt[stopped] = stoppedUntil;
      hits.push({ atMs, do: 'stop', worker: stopped, forMs });
    } else {
      const drawn = pick(running, random);
      worker = random() < sameAgainShare && running.includes(worker) ? worker : drawn;
      killed += 1;
      hitAt[worker] = atMs;
      hits.push({ atMs, do: 'kill', worker });
    }
  }
  return hits;
}

function planTrade(orders: number, endMs: number, random: Random): readonly DayEvent[] {
  return Array.from({ length: orders }, () => random() * endMs).flatMap((at): DayEvent[] => {
    const atMs = Math.round(at);
    const draw = random();
    const kind: SaleKind = draw < refusedShare ? 'refused' : draw < refusedShare + withoutSkuShare ? 'without SKU' : 'plain';
    const edits = random() < editShare ? 1 + Math.floor(random() * 3) : 0;
    const later = Array.from({ length: edits }, (): DayEvent => ({ atMs: Math.round(atMs + random() * 3000), do: 'edit', kind: random() < addressShare ? 'address' : 'note' }));
    return [{ atMs, do: 'sell', kind }, ...later];
  });
}

function planFaults(endMs: number, random: Random): readonly DayEvent[] {
  const faults: DayEvent[] = [];
  for (let atMs = 0; atMs < endMs; ) {
    atMs += Math.round(between(faultEveryMs, random));
    const { system, match, kinds } = pick(faultKinds, random);
    faults.push({ atMs, do: 'fault', system, fault: { match, kind: pick(kinds, random), probability: faultShare } });
    faults.push({ atMs: atMs + Math.round(between(faultMs, random)), do: 'calm', system });
  }
  return faults;
}

function between({ least, most }: { readonly least: number; readonly most: number }, random: Random): number {
  return least + random() * (most - least);
}

function pick<T>(from: readonly T[], random: Random): T {
  const one = from[Math.floor(random() * from.length)];
  if (one === undefined) throw new RangeError('There is nothing to pick from.');
  return one;
}
