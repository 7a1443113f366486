import type { Kysely } from 'kysely';
import { sameLease } from '../../model/lease-token.ts';
import type { EffectId, EffectRow, EffectTable } from '../contract/effect-table.ts';
import { chunksOf } from './chunks.ts';
import type { Database } from './database.ts';
import { isClaimedAsGiven, isGiven, withGiven } from './given-effects.ts';
import type { RowLocks } from './row-locks.ts';

const columns = ['destination', 'operation', 'key', 'revision', 'state', 'lease', 'fence', 'fingerprint', 'result', 'claimed_at as claimedAt', 'settled_at as settledAt'] as const;
const id = ['destination', 'operation', 'key', 'revision'] as const;
const idOfChanged = ['effect.destination', 'effect.operation', 'effect.key', 'effect.revision'] as const;

export function createEffectTable(db: Kysely<Database>, { hold }: RowLocks): EffectTable {
  const find = async (ids: readonly EffectId[]): Promise<readonly EffectRow[]> => {
    const wanted = new Set(ids.map(nameOf));
    const found: EffectRow[] = [];
    for (const { destination, operation, keys } of byOperation(ids)) {
      for (const some of chunksOf(keys)) {
        const query = db
          .selectFrom('effect')
          .select(columns)
          .where('destination', '=', destination)
          .where('operation', '=', operation)
          .where('key', 'in', some);
        const rows = await hold(query).execute();
        found.push(...rows.map(toEffect).filter((row) => wanted.has(nameOf(row))));
      }
    }
    return found;
  };

  return {
    find,
    async unfinished(ids) {
      const found: EffectRow[] = [];
      for (const { destination, operation, keys } of byOperation(ids)) {
        for (const some of chunksOf(keys)) {
          const rows = await db
            .selectFrom('effect')
            .select(columns)
            .where('destination', '=', destination)
            .where('operation', '=', operation)
            .where('key', 'in', some)
            .where('state', 'in', ['claimed', 'unknown'])
            .execute();
          found.push(...rows.map(toEffect));
        }
      }
      return found;
    },
    async claim(rows) {
      const inserted = new Set<string>();
      for (const some of chunksOf(rows)) {
        const fresh = await db
          .insertInto('effect')
          .values(some.map(({ claimedAt, holder, ...row }) => ({ ...row, ...holder, state: 'claimed' as const, result: null, claimed_at: claimedAt, settled_at: null })))
          .onConflict((conflict) => conflict.columns(id).doNothing())
          .returning(id)
          .execute();
        for (const row of fresh) inserted.add(nameOf(row));
      }
      return rows.map((row) => inserted.delete(nameOf(row)));
    },
    async reclaim(rows, at) {
      const reclaimed = new Set<string>();
      for (const some of chunksOf(rows)) {
        const changed = await withGiven(db, some, ({ fingerprint }) => fingerprint)
          .updateTable('effect')
          .from('given')
          .set((eb) => ({ state: 'claimed', lease: eb.ref('given.lease'), fence: eb.ref('given.fence'), fingerprint: eb.ref('given.content'), result: null, claimed_at: at, settled_at: null }))
          .where(isGiven)
          .where('effect.state', '=', 'unknown')
          .returning(idOfChanged)
          .execute();
        for (const row of changed) reclaimed.add(nameOf(row));
      }
      return rows.map((row) => reclaimed.delete(nameOf(row)));
    },
    async confirm(rows, at) {
      const confirmed = new Set<string>();
      for (const some of chunksOf(rows)) {
        const changed = await withGiven(db, some, ({ result }) => result)
          .updateTable('effect')
          .from('given')
          .set((eb) => ({ state: 'confirmed', result: eb.ref('given.content'), settled_at: at }))
          .where(isGiven)
          .where((eb) => eb.or([eb('effect.state', '=', 'unknown'), isClaimedAsGiven(eb)]))
          .returning(idOfChanged)
          .execute();
        for (const row of changed) confirmed.add(nameOf(row));
      }
      const unchanged = await find(rows.filter((row) => !confirmed.has(nameOf(row))));
      for (const row of unchanged) if (row.state === 'confirmed') confirmed.add(nameOf(row));
      return rows.map((row) => confirmed.has(nameOf(row)));
    },
    async markUnknown(rows, at) {
      for (const some of chunksOf(rows)) {
        await withGiven(db, some)
          .updateTable('effect')
          .from('given')
          .set({ state: 'unknown', settled_at: at })
          .where(isGiven)
          .where(isClaimedAsGiven)
          .execute();
      }
    },
    async abandon(rows) {
      const holders = new Map(rows.map((row) => [nameOf(row), row.holder]));
      const ours = (await find(rows)).filter((row) => row.state === 'claimed' && sameLease(row.holder, holders.get(nameOf(row)) ?? row.holder));
      for (const some of chunksOf(ours)) {
        await withGiven(db, some)
          .deleteFrom('effect')
          .where((eb) => eb(eb.refTuple(...id), 'in', eb.selectFrom('given').select(id).$asTuple(...id)))
          .execute();
      }
    },
    byKey: async (key) => (await db.selectFrom('effect').select(columns).where('key', '=', key).orderBy('claimed_at').execute()).map(toEffect),
  };
}

function toEffect<R extends { readonly lease: string; readonly fence: number }>({ lease, fence, ...row }: R): Omit<R, 'lease' | 'fence'> & Pick<EffectRow, 'holder'> {
  return { ...row, holder: { lease, fence } };
}

function nameOf({ destination, operation, key, revision }: EffectId): string {
  return JSON.stringify([destination, operation, key, revision]);
}

/** What is asked for together mostly goes to one destination: a list of keys there is one index-driven query. */
function byOperation(ids: readonly EffectId[]): readonly { destination: string; operation: string; keys: readonly string[] }[] {
  const groups = new Map<string, { destination: string; operation: string; keys: Set<string> }>();
  for (const { destination, operation, key } of ids) {
    const name = JSON.stringify([destination, operation]);
    const group = groups.get(name) ?? { destination, operation, keys: new Set<string>() };
    group.keys.add(key);
    groups.set(name, group);
  }
  return [...groups.values()].map(({ keys, ...where }) => ({ ...where, keys: [...keys] }));
}
