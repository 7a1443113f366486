import type { BenchLane } from './bench-lane.ts';
import { delaysOf, type Delays } from './figures.ts';
import type { SampleMessages } from './sample-messages.ts';

/** Nanoseconds of the machine's own clock, which all processes on it share. */
export const machineTime = (): bigint => process.hrtime.bigint();

export interface DelayFigures extends Delays {
  readonly messages: number;
  readonly perSecond: number;
}

export interface Pace {
  readonly perSecond: number;
  readonly count: number;
}

/** Calls at an even pace, whatever the calls before it take. */
export async function atPace({ perSecond, count }: Pace, call: () => Promise<void>): Promise<void> {
  const calls: Promise<void>[] = [];
  const began = performance.now();
  while (calls.length < count) {
    const due = Math.min(count, Math.floor(((performance.now() - began) * perSecond) / 1000) + 1);
    while (calls.length < due) calls.push(call());
    await new Promise((resolve) => setTimeout(resolve, 1));
  }
  await Promise.all(calls);
}

export interface DelayWatch {
  /** Milliseconds from journal to emit of the messages seen since the last look, once there are so many. */
  take(count: number): Promise<readonly number[]>;
}

/** Starts the lane; what it emits is settled at once. */
export async function watchDelays(bench: BenchLane): Promise<DelayWatch> {
  let seen: number[] = [];
  let awaited: { count: number; resolve: () => void } | undefined;
  await bench.start((message) => {
    seen.push(Number(machineTime() - BigInt(String(message['journaledAt']))) / 1e6);
    void bench.lane.settle(message.selvedge, { kind: 'done', note: '' });
    if (awaited && seen.length >= awaited.count) awaited.resolve();
  });
  return {
    async take(count) {
      if (seen.length < count) await new Promise<void>((resolve) => (awaited = { count, resolve }));
      const taken = seen;
      [seen, awaited] = [[], undefined];
      return taken;
    },
  };
}

export async function journalAtPace({ lane, source }: BenchLane, messages: SampleMessages, pace: Pace): Promise<void> {
  await atPace(pace, () => lane.journal({ ...messages.next(source), journaledAt: String(machineTime()) }));
}

export async function measureDelays(bench: BenchLane, watch: DelayWatch, messages: SampleMessages, pace: Pace): Promise<DelayFigures> {
  await journalAtPace(bench, messages, pace);
  const delays = await watch.take(pace.count);
  return { ...delaysOf(delays), messages: delays.length, perSecond: pace.perSecond };
}
