import type { Expression, ExpressionBuilder, Kysely, SqlBool } from 'kysely';
import { sameLease, type LeaseToken } from '../../model/lease-token.ts';
import type { LeaseRow, LeaseTable } from '../contract/lease-table.ts';
import { chunksOf } from './chunks.ts';
import type { Database } from './database.ts';
import { aloneWithLeases, type LeaseEngine } from './lease-engine.ts';

const letGo = 0;
/** Behind any other, as both engines sort: byte by byte. */
const lastCharacter = '\u{10FFFF}';

export function createLeaseTable(db: Kysely<Database>, { now, keep, takeOver }: LeaseEngine = aloneWithLeases): LeaseTable {
  const read = async (only: (eb: Rows) => Expression<SqlBool>): Promise<LeaseRow[]> => {
    const rows = await db.selectFrom('lease').select(['lease', 'fence', 'owner', 'expires_at as expiresAt', now().as('now')]).where(only).orderBy('lease').execute();
    return rows.map(({ now: at, ...row }) => ({ ...row, inForce: row.expiresAt > at }));
  };
  const extend = async (tokens: readonly LeaseToken[], ttlMs: number): Promise<readonly LeaseToken[]> => {
    const extended: LeaseToken[] = [];
    for (const some of chunksOf(tokens)) {
      const rows = await db
        .updateTable('lease')
        .set((eb) => ({ expires_at: eb(now(), '+', ttlMs) }))
        .where(amongst(some))
        // One that was let go stays so, however late a renewal of it arrives.
        .where('expires_at', '!=', letGo)
        .returning(['lease', 'fence'])
        .execute();
      extended.push(...foundOf(some, rows));
    }
    return extended;
  };

  return {
    async acquire(lease, owner, ttlMs) {
      const [found] = await read((eb) => eb('lease', '=', lease));
      if (!found) {
        const made = await db
          .insertInto('lease')
          .values((eb) => ({ lease, owner, fence: 1, expires_at: eb(now(), '+', ttlMs) }))
          .onConflict((conflict) => conflict.column('lease').doNothing())
          .returning(['lease', 'fence'])
          .executeTakeFirst();
        return made ?? null;
      }
      if (found.inForce) return found.owner === owner ? ((await extend([{ lease, fence: found.fence }], ttlMs))[0] ?? null) : null;
      // What was read is not locked yet: the row is held first, and only as it was found.
      const held = await takeOver(
        db
          .selectFrom('lease')
          .select('fence')
          .where(amongst([found]))
          .where((eb) => eb('expires_at', '<=', now())),
      ).executeTakeFirst();
      if (!held) return null;
      const token = { lease, fence: held.fence + 1 };
      await db
        .updateTable('lease')
        .set((eb) => ({ fence: token.fence, owner, expires_at: eb(now(), '+', ttlMs) }))
        .where('lease', '=', lease)
        .execute();
      return token;
    },
    renew: extend,
    async release(tokens) {
      for (const some of chunksOf(tokens)) await db.updateTable('lease').set({ expires_at: letGo }).where(amongst(some)).execute();
    },
    async held(tokens) {
      const held: LeaseToken[] = [];
      for (const some of chunksOf(tokens)) {
        const rows = await keep(db.selectFrom('lease').select(['lease', 'fence']).where(amongst(some))).execute();
        held.push(...foundOf(some, rows));
      }
      return held;
    },
    async inForce(tokens) {
      const found: LeaseToken[] = [];
      for (const some of chunksOf(tokens)) {
        const rows = await read(amongst(some));
        found.push(...foundOf(some, rows.filter((row) => row.inForce)));
      }
      return found;
    },
    list: () => read((eb) => eb.lit(true)),
    async expireAll() {
      await db.updateTable('lease').set({ expires_at: letGo }).execute();
    },
    async prune(prefix, expiredForMs) {
      const over = await takeOver(
        db
          .selectFrom('lease')
          .select('lease')
          .where('lease', '>=', prefix)
          .where('lease', '<', prefix + lastCharacter)
          .where((eb) => eb('expires_at', '<=', eb(now(), '-', expiredForMs))),
      ).execute();
      for (const some of chunksOf(over)) await db.deleteFrom('lease').where('lease', 'in', some.map(({ lease }) => lease)).execute();
      return over.length;
    },
  };
}

type Rows = ExpressionBuilder<Database, 'lease'>;

const amongst =
  (tokens: readonly LeaseToken[]) =>
  (eb: Rows): Expression<SqlBool> =>
    eb.or(tokens.map(({ lease, fence }) => eb.and({ lease, fence })));

/** In the order in which they were asked for. */
const foundOf = (tokens: readonly LeaseToken[], rows: readonly LeaseToken[]): LeaseToken[] => tokens.filter((token) => rows.some((row) => sameLease(row, token)));
