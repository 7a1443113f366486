import { sql, type Kysely } from 'kysely';
import type { TimelineEvent } from '../contract/timeline-table.ts';
import type { Database } from './database.ts';

interface Row {
  readonly lane: string;
  readonly revision: string;
  readonly created_at: number;
  readonly settled_at: number | null;
  readonly outcome: string | null;
  readonly note: string | null;
}

/** What the entries of a record tell by themselves: when it was journaled and when it went through. */
export interface LaneEvents {
  readonly journaled: readonly TimelineEvent[];
  readonly through: readonly TimelineEvent[];
}

/** Of the newest `limit` entries in each lane. */
export async function laneEvents(db: Kysely<Database>, entity: string, key: string, limit: number): Promise<LaneEvents> {
  const ofKey = db.selectFrom('lane_entry').where('key', '=', key).where('entity', '=', entity);
  const rows: Row[] = [];
  for (const some of [ofKey.where('settled_at', 'is', null), ofKey.where('settled_at', 'is not', null)]) {
    // Lane by lane, because the index has the entries of each in the order in which they came.
    for (let after = ''; ; ) {
      const { lane } = await some.select((eb) => eb.fn.min<string | null>('lane').as('lane')).where('lane', '>', after).executeTakeFirstOrThrow();
      if (lane === null) break;
      const newest = some.select(['lane', 'revision', 'created_at', 'settled_at', 'outcome', 'note']).where('lane', '=', lane).orderBy(sql`-${sql.ref('id')}`).limit(limit);
      rows.push(...(await newest.execute()));
      after = lane;
    }
  }
  const event = ({ revision }: Row, at: number, kind: string, text: string): TimelineEvent => ({ entity, key, at, system: 'selvedge', kind, text, revision });
  return {
    journaled: rows.map((row) => event(row, row.created_at, 'journaled', `Kept safely in lane ${row.lane} until its destination has it.`)),
    through: rows.flatMap((row) => (row.settled_at !== null && row.note !== null && (row.outcome === 'done' || row.outcome === 'skipped') ? [event(row, row.settled_at, row.outcome, row.note)] : [])),
  };
}
