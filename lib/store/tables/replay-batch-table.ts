import type { Kysely, UpdateObject } from 'kysely';
import type { ReplayBatch, ReplayBatchTable } from '../contract/replay-batch-table.ts';
import type { Database } from './database.ts';

const columns = [
  ...(['id', 'cause', 'lease', 'fence', 'state', 'canary', 'total', 'succeeded', 'failed', 'reason'] as const),
  'started_by as by',
  'started_at as startedAt',
  'ended_at as endedAt',
] as const;

interface Selected extends Omit<ReplayBatch, 'holder'> {
  readonly lease: string;
  readonly fence: number;
}

const toBatch = ({ lease, fence, ...row }: Selected): ReplayBatch => ({ ...row, holder: { lease, fence } });

export function createReplayBatchTable(db: Kysely<Database>): ReplayBatchTable {
  return {
    async start({ by, holder, startedAt, ...batch }) {
      const row = await db
        .insertInto('replay_batch')
        .values({ ...batch, ...holderColumns(holder), started_by: by, started_at: startedAt, state: 'canary', succeeded: 0, failed: 0, reason: null, ended_at: null })
        .returning(columns)
        .executeTakeFirstOrThrow();
      return toBatch(row);
    },
    async get(id) {
      const row = await db.selectFrom('replay_batch').select(columns).where('id', '=', id).executeTakeFirst();
      return row ? toBatch(row) : null;
    },
    async update(id, { holder, endedAt, ...changes }) {
      const set: UpdateObject<Database, 'replay_batch'> = { ...changes, ...(holder ? holderColumns(holder) : {}), ...(endedAt === undefined ? {} : { ended_at: endedAt }) };
      await db.updateTable('replay_batch').set(set).where('id', '=', id).where('ended_at', 'is', null).execute();
    },
    async count(id, outcome) {
      await db
        .updateTable('replay_batch')
        .set((eb) => ({ [outcome]: eb(outcome, '+', 1) }))
        .where('id', '=', id)
        .execute();
    },
    async unfinished() {
      return (await db.selectFrom('replay_batch').select(columns).where('ended_at', 'is', null).orderBy('id').execute()).map(toBatch);
    },
    async recent(limit) {
      return (await db.selectFrom('replay_batch').select(columns).orderBy('id', 'desc').limit(limit).execute()).map(toBatch);
    },
    async prune(before, limit) {
      const old = db.selectFrom('replay_batch').select('id').where('ended_at', '<', before).orderBy('id').limit(limit);
      const { numDeletedRows } = await db.deleteFrom('replay_batch').where('id', 'in', old).executeTakeFirstOrThrow();
      return Number(numDeletedRows);
    },
  };
}

function holderColumns({ lease, fence }: ReplayBatch['holder']): { lease: string; fence: number } {
  return { lease, fence };
}
