import type { ExpressionBuilder, ExpressionWrapper, Kysely, SqlBool } from 'kysely';
import type { EffectId, EffectRow, EffectTable } from '../contract/effect-table.ts';
import { chunksOf } from './chunks.ts';
import type { Database } from './database.ts';
import type { RowLocks } from './row-locks.ts';

const columns = ['destination', 'operation', 'key', 'revision', 'state', 'owner', 'fingerprint', 'result', 'claimed_at as claimedAt', 'settled_at as settledAt'] as const;

export function createEffectTable(db: Kysely<Database>, { hold }: RowLocks): EffectTable {
  return {
    async find(ids) {
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
          found.push(...rows.filter((row) => wanted.has(nameOf(row))));
        }
      }
      return found;
    },
    async claim(rows) {
      const inserted = new Set<string>();
      for (const some of chunksOf(rows)) {
        const fresh = await db
          .insertInto('effect')
          .values(some.map(({ claimedAt, ...row }) => ({ ...row, state: 'claimed' as const, result: null, claimed_at: claimedAt, settled_at: null })))
          .onConflict((conflict) => conflict.columns(['destination', 'operation', 'key', 'revision']).doNothing())
          .returning(['destination', 'operation', 'key', 'revision'])
          .execute();
        for (const row of fresh) inserted.add(nameOf(row));
      }
      return rows.map((row) => inserted.delete(nameOf(row)));
    },
    async reclaim(id, owner, fingerprint, at) {
      await db.updateTable('effect').set({ state: 'claimed', owner, fingerprint, result: null, claimed_at: at, settled_at: null }).where(only(id)).execute();
    },
    async confirm(id, result, at) {
      await db.updateTable('effect').set({ state: 'confirmed', result, settled_at: at }).where(only(id)).execute();
    },
    async markUnknown(ids, at) {
      for (const id of ids) await db.updateTable('effect').set({ state: 'unknown', settled_at: at }).where(only(id)).where('state', '=', 'claimed').execute();
    },
    async abandon(ids) {
      for (const id of ids) await db.deleteFrom('effect').where(only(id)).where('state', '!=', 'confirmed').execute();
    },
    byKey: (key) => db.selectFrom('effect').select(columns).where('key', '=', key).orderBy('claimed_at').execute(),
  };
}

function only({ destination, operation, key, revision }: EffectId): (eb: ExpressionBuilder<Database, 'effect'>) => ExpressionWrapper<Database, 'effect', SqlBool> {
  return (eb) => eb.and({ destination, operation, key, revision });
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
