import type { EffectId, EffectRow } from '../store/contract/effect-table.ts';
import type { StoreTables } from '../store/contract/store.ts';
import type { EffectClaim, EffectDecision, EffectLedger, LaneParts } from './contract.ts';
import { inOneWrite } from './in-one-write.ts';

type Confirmation = EffectId & { readonly result: string };

/** Remembers what was written to destinations, durably before it is written: see {@link EffectLedger}. */
export function createEffectLedger({ store, clock, owner }: LaneParts): EffectLedger {
  const begin = inOneWrite<readonly EffectClaim[], readonly EffectDecision[]>(store, async (tables, groups) => {
    const decisions = await decide(tables, groups.flat(), owner, clock.now());
    let start = 0;
    return groups.map(({ length }) => decisions.slice(start, (start += length)));
  });
  const confirm = inOneWrite<readonly Confirmation[], null>(store, async (tables, groups) => {
    const at = clock.now();
    for (const { result, ...id } of groups.flat()) await tables.effects.confirm(id, result, at);
    return groups.map(() => null);
  });

  return {
    begin: async (claims) => (claims.length === 0 ? [] : begin(claims)),
    claimAgain: (claim) => store.write((tables) => tables.effects.reclaim(claim, owner, claim.fingerprint, clock.now())),
    async confirm(results) {
      if (results.length > 0) await confirm(results);
    },
    async markUnknown(ids) {
      if (ids.length > 0) await store.write((tables) => tables.effects.markUnknown(ids, clock.now()));
    },
    async abandon(ids) {
      if (ids.length > 0) await store.write((tables) => tables.effects.abandon(ids));
    },
  };
}

async function decide({ effects }: StoreTables, claims: readonly EffectClaim[], owner: string, now: number): Promise<readonly EffectDecision[]> {
  const known = new Map((await effects.find(claims)).map((row) => [nameOf(row), row]));
  const left = [...known.values()].filter((row) => row.state === 'claimed' && row.owner !== owner);
  // The process that claimed it may have called at any moment until it ended, so the destination gets its time from now.
  await effects.markUnknown(left, now);

  const fresh = claims.filter((claim) => !known.has(nameOf(claim)));
  const inserted = await effects.claim(fresh.map((claim) => ({ ...idOf(claim), owner, fingerprint: claim.fingerprint, claimedAt: now })));
  const ours = new Set(fresh.filter((_, position) => inserted[position]));
  return claims.map((claim): EffectDecision => {
    const row = known.get(nameOf(claim));
    if (row) return decisionOn(row, claim, owner, now);
    return ours.has(claim) ? { state: 'claimed' } : { state: 'busy' };
  });
}

function decisionOn(row: EffectRow, claim: EffectClaim, owner: string, now: number): EffectDecision {
  const sameContent = row.fingerprint === claim.fingerprint;
  if (row.state === 'confirmed') return { state: 'confirmed', result: row.result ?? '', sameContent };
  if (row.state === 'unknown') return { state: 'unknown', sameContent, since: row.settledAt ?? row.claimedAt };
  return row.owner === owner ? { state: 'busy' } : { state: 'unknown', sameContent, since: now };
}

function idOf({ destination, operation, key, revision }: EffectId): EffectId {
  return { destination, operation, key, revision };
}

function nameOf({ destination, operation, key, revision }: EffectId): string {
  return JSON.stringify([destination, operation, key, revision]);
}
