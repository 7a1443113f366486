import type pg from 'pg';
import { OperationError } from '../../errors/operation-error.ts';
import { placeInWords, type PostgresPlace } from './postgres-place.ts';

export type SessionUse = 'read' | 'write' | 'leases' | 'signals' | 'upgrade';

/**
 * Zero: as long as it takes. An upgrade waits for the process that is at it already. A lease is renewed in time or not at
 * all: there is time for a second attempt after one that was given up.
 */
const timeoutsMs: Readonly<Record<SessionUse, { readonly statement: number; readonly lock: number; readonly idleInTransaction: number }>> = {
  read: { statement: 30_000, lock: 10_000, idleInTransaction: 5000 },
  write: { statement: 30_000, lock: 10_000, idleInTransaction: 5000 },
  leases: { statement: 2000, lock: 1000, idleInTransaction: 2000 },
  signals: { statement: 5000, lock: 5000, idleInTransaction: 5000 },
  upgrade: { statement: 0, lock: 300_000, idleInTransaction: 5000 },
};

const undeliveredMs = 5000;

/** Asked last, so that it answers with what the settings before it brought about. */
const durability = `select current_setting('synchronous_commit') as commit, current_setting('fsync') as fsync,
  current_setting('full_page_writes') as pages, current_setting('server_encoding') as encoding`;

/**
 * Settings that the store's queries rely on, for this connection alone and whatever the server, the database, the user
 * or the address has set: a query names its tables without a schema; it waits for nothing without end; a commit waits
 * for the disk. Every query has its index, and the statistics of a queue that fills and empties are always out of date:
 * the planner shall not be led by them to read whole tables.
 * @throws STORE_UNAVAILABLE when the server is set up so that it may lose what it has acknowledged
 */
export async function prepareSession(client: pg.ClientBase, place: PostgresPlace, use: SessionUse): Promise<void> {
  const { statement, lock, idleInTransaction } = timeoutsMs[use];
  const settings: Readonly<Record<string, string>> = {
    search_path: `"${place.schema}"`,
    application_name: `selvedge ${place.schema} ${use}`,
    statement_timeout: String(statement),
    lock_timeout: String(lock),
    // A process that was stopped in the middle of a write is shut out, so that the others can go on: while the server waits
    // for its next statement, and while an answer to it cannot be delivered.
    idle_in_transaction_session_timeout: String(idleInTransaction),
    tcp_user_timeout: String(undeliveredMs),
    default_transaction_read_only: use === 'read' ? 'on' : 'off',
    default_transaction_isolation: 'read committed',
    enable_seqscan: 'off',
    jit: 'off',
  };
  const names = Object.keys(settings);
  await client.query(
    `select ${names.map((name, index) => `set_config('${name}', $${index + 1}, false)`).join(', ')},
      set_config('synchronous_commit', case current_setting('synchronous_commit') when 'remote_apply' then 'remote_apply' else 'on' end, false)`,
    Object.values(settings),
  );
  const [found] = (await client.query<{ commit: string; fsync: string; pages: string; encoding: string }>(durability)).rows;
  const wrong = [
    ...(found?.commit === 'on' || found?.commit === 'remote_apply' ? [] : [`synchronous_commit is ${found?.commit ?? 'unknown'}`]),
    ...(found?.fsync === 'on' ? [] : ['fsync is off']),
    ...(found?.pages === 'on' ? [] : ['full_page_writes is off']),
    ...(found?.encoding === 'UTF8' ? [] : [`its encoding is ${found?.encoding ?? 'unknown'} and not UTF8`]),
  ];
  if (wrong.length === 0) return;
  const sentence = `The database ${placeInWords(place)} may lose or change what it has acknowledged (${wrong.join(', ')}): correct the settings of the server.`;
  throw new OperationError('STORE_UNAVAILABLE', sentence, { disposition: 'halt', details: { ...place } });
}
