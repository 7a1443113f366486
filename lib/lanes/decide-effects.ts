import type { LeaseToken } from '../model/lease-token.ts';
import type { EffectId, EffectRow } from '../store/contract/effect-table.ts';
import type { StoreTables } from '../store/contract/store.ts';
import type { EffectClaim, EffectDecision } from './contract.ts';

export interface AskedClaim extends EffectClaim {
  /** Nobody else in this process is writing this effect just now. */
  readonly free: boolean;
  /** For how long the destination may be working on a call that it did not answer; 0: nothing is known of that. */
  readonly unknownAfterMs: number;
}

export interface Deciding {
  readonly now: number;
  /** Whether this process has claimed under that lease itself. */
  readonly isOwn: (holder: LeaseToken) => boolean;
  /** Whether this process is writing that effect just now. */
  readonly isUnderWay: (effect: EffectId) => boolean;
}

/** Claims what nobody has claimed yet and says of the rest how it stands, in the order given. */
export async function decideEffects(tables: StoreTables, claims: readonly AskedClaim[], deciding: Deciding): Promise<readonly EffectDecision[]> {
  const { now, isOwn } = deciding;
  const { effects, leases } = tables;
  const known = new Map((await effects.find(claims)).map((row) => [nameOfEffect(row), row]));
  const claimed = [...known.values()].filter((row) => row.state === 'claimed');
  const holders = new Map(claimed.map(({ holder }) => [nameOfHolder(holder), holder]));
  const alive = new Set((await leases.inForce([...holders.values()])).map(nameOfHolder));
  const free = new Set(claims.filter((claim) => claim.free).map(nameOfEffect));
  // Under a lease in force it is being written; a claim of our own that nobody here works on any more was left behind when
  // the store could not take its outcome.
  const isLeft = (row: EffectRow): boolean => free.has(nameOfEffect(row)) && (isOwn(row.holder) || !alive.has(nameOfHolder(row.holder)));
  const left = claimed.filter(isLeft);
  // Whoever claimed it may have called at any moment until it ended, so the destination gets its time from now.
  await effects.markUnknown(left, now);
  const leftNames = new Set(left.map(nameOfEffect));

  const behind = await findBehind(tables, claims.filter((claim) => claim.free && !known.has(nameOfEffect(claim))), deciding);
  const fresh = claims.filter((claim) => claim.free && !known.has(nameOfEffect(claim)) && !behind.has(claim));
  const inserted = await effects.claim(fresh.map(({ destination, operation, key, revision, holder, fingerprint }) => ({ destination, operation, key, revision, holder, fingerprint, claimedAt: now })));
  const ours = new Set(fresh.filter((_, position) => inserted[position]));

  return claims.map((claim): EffectDecision => {
    const row = known.get(nameOfEffect(claim));
    const until = behind.get(claim);
    if (until !== undefined) return { state: 'behind', until };
    if (!row) return ours.has(claim) ? { state: 'claimed' } : { state: 'busy' };
    const sameContent = row.fingerprint === claim.fingerprint;
    if (row.state === 'confirmed') return { state: 'confirmed', result: row.result ?? '', sameContent };
    if (row.state === 'unknown') return { state: 'unknown', sameContent, since: row.settledAt ?? row.claimedAt };
    return claim.free && leftNames.has(nameOfEffect(row)) ? { state: 'unknown', sameContent, since: now } : { state: 'busy' };
  });
}

/**
 * A newer revision may have taken the place of one whose call was not answered or whose worker died. Until the destination
 * has had its time for that call, the newer one waits: else the older would take effect after it.
 */
async function findBehind({ effects, leases }: StoreTables, claims: readonly AskedClaim[], { now, isOwn, isUnderWay }: Deciding): Promise<ReadonlyMap<AskedClaim, number>> {
  const until = new Map<AskedClaim, number>();
  const waiting = claims.filter(({ unknownAfterMs }) => unknownAfterMs > 0);
  if (waiting.length === 0) return until;
  const others = await effects.unfinished(waiting);
  const claimed = others.filter(({ state }) => state === 'claimed');
  const holders = new Map(claimed.map(({ holder }) => [nameOfHolder(holder), holder]));
  const alive = new Set((await leases.inForce([...holders.values()])).map(nameOfHolder));
  const left = claimed.filter((row) => !isUnderWay(row) && (isOwn(row.holder) || !alive.has(nameOfHolder(row.holder))));
  await effects.markUnknown(left, now);
  for (const claim of waiting) {
    const ends = others
      .filter((row) => row.revision !== claim.revision && keyOfEffect(row) === keyOfEffect(claim))
      .map((row) => (row.state === 'unknown' ? (row.settledAt ?? row.claimedAt) : now) + claim.unknownAfterMs);
    const end = Math.max(0, ...ends);
    if (end > now) until.set(claim, end);
  }
  return until;
}

const keyOfEffect = ({ destination, operation, key }: EffectId): string => JSON.stringify([destination, operation, key]);

export function nameOfEffect({ destination, operation, key, revision }: EffectId): string {
  return JSON.stringify([destination, operation, key, revision]);
}

export function nameOfHolder({ lease, fence }: LeaseToken): string {
  return JSON.stringify([lease, fence]);
}
