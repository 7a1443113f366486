import type { LeaseToken } from '../../lib/model/lease-token.ts';
import type { Store } from '../../lib/store/contract/store.ts';
import { compared, type Compared } from './figures.ts';
import { fillLane, longAgo } from './fill-lane.ts';
import type { SampleMessages } from './sample-messages.ts';

export interface ClaimFigures extends Compared {
  readonly waiting: number;
  readonly baselineWaiting: number;
}

export interface Backlog {
  readonly store: Store;
  readonly lane: string;
  readonly waiting: number;
  readonly messages: SampleMessages;
}

const perClaim = 10;
const claimsPerRound = 100;

/** Entries claimed per second, ten at a time and each claim on disk, where many wait; the baseline is where few do. */
export async function measureClaims(few: Backlog, many: Backlog, rounds: number): Promise<ClaimFigures> {
  const [fewHolder, manyHolder] = [await holderOf(few), await holderOf(many)];
  const measured: { ours: number; baseline: number }[] = [];
  // The first round only warms up.
  for (let round = 0; round <= rounds; round += 1) {
    const baseline = await claimsPerSecond(few, fewHolder);
    const ours = await claimsPerSecond(many, manyHolder);
    if (round > 0) measured.push({ ours, baseline });
  }
  return { ...compared(measured), waiting: many.waiting, baselineWaiting: few.waiting };
}

async function holderOf({ store, lane }: Backlog): Promise<LeaseToken> {
  const token = await store.write(({ leases }) => leases.acquire(`lane:${lane}`, 'bench', 3_600_000));
  if (!token) throw new Error(`Somebody else has the lease of lane ${lane}.`);
  return token;
}

/** What was claimed is settled and replaced outside the time, so that as many wait at each claim. */
async function claimsPerSecond({ store, lane, messages }: Backlog, holder: LeaseToken): Promise<number> {
  let [claimed, spent] = [0, 0];
  for (let claim = 0; claim < claimsPerRound; claim += 1) {
    const began = performance.now();
    const entries = await store.write(({ lanes }) => lanes.claim({ lane, holder, limit: perClaim, now: Date.now() }));
    spent += performance.now() - began;
    claimed += entries.length;
    await store.write(({ lanes }) => lanes.settle(entries.map(({ id }) => id), { at: longAgo(), outcome: 'done' }));
    await fillLane(store, { lane, count: entries.length, messages });
  }
  return (claimed / spent) * 1000;
}
