import { sql, type Expression, type ExpressionBuilder, type Kysely, type QueryCreator, type SqlBool } from 'kysely';
import type { HeldEffect } from '../contract/effect-table.ts';
import type { Database } from './database.ts';

interface Given {
  readonly destination: string;
  readonly operation: string;
  readonly key: string;
  readonly revision: string;
  readonly lease: string;
  readonly fence: number;
  readonly content: string;
}

type WithGiven = Database & { given: Given };
type Condition = (eb: ExpressionBuilder<WithGiven, 'effect' | 'given'>) => Expression<SqlBool>;

/** For a statement that does with each effect what only that effect says: they stand in it as a table `given`. */
export function withGiven<R extends HeldEffect>(db: Kysely<Database>, rows: readonly R[], contentOf: (row: R) => string = () => ''): QueryCreator<WithGiven> {
  const values = rows.map((row) => {
    const { destination, operation, key, revision, holder } = row;
    // PostgreSQL takes a parameter in a list of values for text unless it is told otherwise.
    return sql`(${destination}, ${operation}, ${key}, ${revision}, ${holder.lease}, cast(${holder.fence} as bigint), ${contentOf(row)})`;
  });
  return db.with('given(destination, operation, key, revision, lease, fence, content)', () => sql<Given>`(values ${sql.join(values)})`);
}

export const isGiven: Condition = (eb) =>
  eb.and([
    eb('effect.destination', '=', eb.ref('given.destination')),
    eb('effect.operation', '=', eb.ref('given.operation')),
    eb('effect.key', '=', eb.ref('given.key')),
    eb('effect.revision', '=', eb.ref('given.revision')),
  ]);

/** Nobody has claimed it since. */
export const isClaimedAsGiven: Condition = (eb) =>
  eb.and([eb('effect.state', '=', 'claimed'), eb('effect.lease', '=', eb.ref('given.lease')), eb('effect.fence', '=', eb.ref('given.fence'))]);
