import { sql, type RawBuilder, type SelectQueryBuilder } from 'kysely';

/**
 * What an engine brings to the leases: its clock, and three grades of holding a row until the transaction ends. The rule
 * that keeps them free of deadlocks: whoever takes a lease over never waits, neither for a row nor, having it, for anything
 * else; whoever writes under a lease may wait for a takeover, which is over at once; a renewal disturbs neither.
 */
export interface LeaseEngine {
  /** Milliseconds since 1970 by the database's own clock, asked anew in each statement. */
  readonly now: () => RawBuilder<number>;
  /** The lease stays with its holder, renewals may go on. */
  readonly keep: <DB, TB extends keyof DB, O>(query: SelectQueryBuilder<DB, TB, O>) => SelectQueryBuilder<DB, TB, O>;
  /** Nobody else reads it for writing under it, renews it or takes it. Leaves out what another transaction keeps or renews. */
  readonly takeOver: <DB, TB extends keyof DB, O>(query: SelectQueryBuilder<DB, TB, O>) => SelectQueryBuilder<DB, TB, O>;
}

/** For an engine that lets one transaction write at a time, in the process that asks. */
export const aloneWithLeases: LeaseEngine = { now: () => sql<number>`${Date.now()}`, keep: (query) => query, takeOver: (query) => query };
