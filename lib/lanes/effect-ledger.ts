import type { StoreTables } from '../store/contract/store.ts';
import type { EffectClaim, EffectDecision, EffectLedger, LaneParts } from './contract.ts';
import { decideEffects, nameOfEffect, nameOfHolder, type AskedClaim } from './decide-effects.ts';
import { inOneWrite } from './in-one-write.ts';
import { leaseLost } from './lease-lost.ts';
import { stillHeld } from './still-held.ts';

type Confirmation = EffectClaim & { readonly result: string };
/** A call that is refused must not spoil those it shares a write with: its error is an answer until it is alone again. */
type Answer<T> = { readonly value: T } | { readonly error: Error };

/** Remembers what was written to destinations, durably before it is written: see {@link EffectLedger}. One per process. */
export function createEffectLedger({ store, clock }: LaneParts): EffectLedger {
  /** Effects that this process is writing just now, and the leases under which it ever did. */
  const underWay = new Set<string>();
  const own = new Set<string>();

  /** Of each claim, whether nobody else here works on that effect; they count as under way from now on. */
  const enter = (claims: readonly EffectClaim[], unknownAfterMs = 0): readonly AskedClaim[] =>
    claims.map((claim) => {
      const name = nameOfEffect(claim);
      const free = !underWay.has(name);
      underWay.add(name);
      own.add(nameOfHolder(claim.holder));
      return { ...claim, free, unknownAfterMs };
    });
  const leave = (claims: readonly EffectClaim[]): void => {
    for (const claim of claims) underWay.delete(nameOfEffect(claim));
  };

  const begin = inOneWrite<readonly AskedClaim[], Answer<readonly EffectDecision[]>>(store, async (tables, calls) => {
    const lost = await lostOf(tables, calls);
    const claims = calls.filter((_, position) => !lost[position]).flat();
    const decisions = await decideEffects(tables, claims, { now: clock.now(), isOwn: (holder) => own.has(nameOfHolder(holder)), isUnderWay: (effect) => underWay.has(nameOfEffect(effect)) });
    let start = 0;
    return calls.map(({ length }, position) => {
      const error = lost[position];
      return error ? { error } : { value: decisions.slice(start, (start += length)) };
    });
  });

  const claimAgain = inOneWrite<readonly EffectClaim[], Answer<null>>(store, async (tables, calls) => {
    const lost = await lostOf(tables, calls);
    const unknown = new Set((await tables.effects.find(calls.flat())).filter(({ state }) => state === 'unknown').map(nameOfEffect));
    const refused = calls.map((claims, position) => {
      // Taken off as it is promised, so that a second call for the same effect comes too late.
      const quicker = claims.find((claim) => lost[position] === undefined && !unknown.delete(nameOfEffect(claim)));
      return lost[position] ?? (quicker && leaseLost(quicker.holder));
    });
    await tables.effects.reclaim(calls.filter((_, position) => !refused[position]).flat(), clock.now());
    return refused.map((error) => (error ? { error } : { value: null }));
  });

  const confirm = inOneWrite<readonly Confirmation[], Answer<null>>(store, async (tables, calls) => {
    const confirmed = await tables.effects.confirm(calls.flat(), clock.now());
    let start = 0;
    return calls.map((claims) => {
      const from = start;
      start += claims.length;
      const other = claims.find((_, position) => !confirmed[from + position]);
      return other ? { error: leaseLost(other.holder) } : { value: null };
    });
  });

  return {
    async begin(claims, unknownAfterMs) {
      if (claims.length === 0) return [];
      const asked = enter(claims, unknownAfterMs);
      let decisions: readonly EffectDecision[] = [];
      try {
        decisions = valueOf(await begin(asked));
        return decisions;
      } finally {
        leave(asked.filter(({ free }, position) => free && decisions[position]?.state !== 'claimed'));
      }
    },
    async claimAgain(claims) {
      if (claims.length === 0) return;
      const asked = enter(claims);
      try {
        const inHand = asked.find(({ free }) => !free);
        if (inHand) throw leaseLost(inHand.holder);
        valueOf(await claimAgain(claims));
      } catch (error) {
        leave(asked.filter(({ free }) => free));
        throw error;
      }
    },
    async confirm(results) {
      if (results.length === 0) return;
      valueOf(await confirm(results).finally(() => leave(results)));
    },
    async markUnknown(claims) {
      if (claims.length > 0) await store.write((tables) => tables.effects.markUnknown(claims, clock.now())).finally(() => leave(claims));
    },
    async abandon(claims) {
      if (claims.length > 0) await store.write((tables) => tables.effects.abandon(claims)).finally(() => leave(claims));
    },
  };
}

/** Per call, the error for the first of its leases that another worker has taken over. */
async function lostOf(tables: StoreTables, calls: readonly (readonly EffectClaim[])[]): Promise<readonly (Error | undefined)[]> {
  const held = await stillHeld(tables, calls.flat().map(({ holder }) => holder));
  return calls.map((claims) => {
    const lost = claims.find(({ holder }) => !held(holder));
    return lost && leaseLost(lost.holder);
  });
}

function valueOf<T>(answer: Answer<T>): T {
  if ('error' in answer) throw answer.error;
  return answer.value;
}
