import { setTimeout as pause } from 'node:timers/promises';
import { benchLane } from './bench-lane.ts';
import type { DatabasePlace } from './bench-engine.ts';
import { openPlace } from './open-place.ts';
import { answerParent, childArgument } from './run-child.ts';

export interface LaneOverBacklog {
  readonly place: DatabasePlace;
  readonly lane: string;
  readonly forMs: number;
}

export interface BacklogAnswer {
  /** The most that the process ever had, in MiB. */
  readonly mostMib: number;
  readonly settled: number;
  /** From opening the store to the first message emitted. */
  readonly firstAfterMs: number;
}

/** A destination that takes this long keeps ten in flight. */
const destinationMs = 5;

const { place, lane, forMs } = childArgument() as LaneOverBacklog;
const began = performance.now();
const store = await openPlace(place);
const bench = await benchLane(store, { name: lane });
let [settled, firstAfterMs] = [0, 0];
await bench.start((message) => {
  firstAfterMs ||= performance.now() - began;
  void pause(destinationMs)
    .then(() => bench.lane.settle(message.selvedge, { kind: 'done', note: '' }))
    .then(() => (settled += 1));
});
await pause(forMs);
await bench.lane.stop(5000);
await store.write(({ leases }) => leases.expireAll());
await store.close();
await answerParent({ mostMib: Math.round(process.resourceUsage().maxRSS / 1024), settled, firstAfterMs: Math.round(firstAfterMs) } satisfies BacklogAnswer);
