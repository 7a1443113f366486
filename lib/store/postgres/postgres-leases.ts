import { sql } from 'kysely';
import { noRowLocks } from '../tables/row-locks.ts';
import type { LeaseEngine } from '../tables/lease-engine.ts';

/** Not `now()`, which stands still from a transaction's first statement on, however long one after it has waited. */
const now: LeaseEngine['now'] = () => sql<number>`(extract(epoch from clock_timestamp()) * 1000)::bigint`;

/**
 * Of PostgreSQL's four row locks the weakest, `for key share`, gets along with all but the strongest, `for update`. A
 * renewal changes no key and so takes neither: it waits for nobody who writes under the lease. A takeover takes the
 * strongest, passes over a row that it cannot have at once, and comes again. Under READ COMMITTED a writer that had to wait
 * for a takeover sees the row as it is afterwards, with another fence, and does not find the one it asked for.
 */
export const postgresLeases: LeaseEngine = {
  now,
  keep: (query) => query.forKeyShare(),
  takeOver: (query) => query.forUpdate().skipLocked(),
};

/** On a connection that may only read, which takes no locks. */
export const postgresLeasesRead: LeaseEngine = { now, keep: noRowLocks.hold, takeOver: noRowLocks.hold };
