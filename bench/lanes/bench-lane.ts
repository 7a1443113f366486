import type { DurableLane, LaneOptions } from '../../lib/lanes/contract.ts';
import { createDurableLane } from '../../lib/lanes/durable-lane.ts';
import { systemClock } from '../../lib/lanes/system-clock.ts';
import type { LeaseToken } from '../../lib/model/lease-token.ts';
import type { Store } from '../../lib/store/contract/store.ts';

const hour = 3_600_000;

export const benchLaneOptions: LaneOptions = {
  name: 'bench',
  order: 'strict',
  concurrency: 10,
  maxAttempts: 20,
  retryDelaysMs: [1000],
  classDelaysMs: {},
  priority: 1,
  // Nothing here shall be held up because it is too much.
  capacity: { entries: 10_000_000, bytes: 1e12 },
  circuit: { failures: 5, probeDelaysMs: [1000] },
};

export interface BenchLane {
  readonly lane: DurableLane;
  /** What its messages travel under, as those of a source do. */
  readonly source: LeaseToken;
  /** Sends what it gets to `deliver`. */
  start(deliver: Parameters<DurableLane['start']>[0]): Promise<void>;
}

/** A lane with leases of its own, as a worker has it. */
export async function benchLane(store: Store, options: Partial<LaneOptions> = {}): Promise<BenchLane> {
  const lane = createDurableLane({ ...benchLaneOptions, ...options }, { store, clock: systemClock });
  const acquire = async (lease: string): Promise<LeaseToken> => {
    const token = await store.write(({ leases }) => leases.acquire(lease, `bench-${process.pid}`, hour));
    if (!token) throw new Error(`Somebody else has the lease ${lease}.`);
    return token;
  };
  return {
    lane,
    source: await acquire(`source:bench-${process.pid}`),
    async start(deliver) {
      await lane.start(deliver, (_, failure) => {
        throw new Error(`The lane refuses its own message: ${failure.message}`);
      });
      lane.gained(await acquire(`lane:${lane.name}`));
    },
  };
}
