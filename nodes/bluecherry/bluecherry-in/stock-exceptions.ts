import type { Node } from 'node-red';
import type { ErrorCode } from '../../../lib/errors/error-table.ts';
import type { Failure } from '../../../lib/errors/operation-error.ts';
import { leaveBatch } from '../../../lib/lanes/leave-batch.ts';
import { sentence } from '../../../lib/lanes/sentence.ts';
import type { EntityName } from '../../../lib/model/entities.ts';
import type { LeaseToken } from '../../../lib/model/lease-token.ts';
import type { ExceptionFilter, ExceptionRow } from '../../../lib/store/contract/exception-table.ts';
import type { KitServices } from '../../runtime/services.ts';
import { writeHeld } from '../../runtime/write-held.ts';

export interface StockException {
  readonly failure: Failure;
  readonly entity: EntityName;
  readonly key: string;
  /** Names the state of things that a person is told of, or has dismissed. */
  readonly revision: string;
  readonly payload: unknown;
}

/** What this node itself has to tell people, and takes back when it is over. */
export interface StockExceptions {
  /** Once per revision. */
  raise(exception: StockException, holder: LeaseToken): Promise<void>;
  /** Those of this node that are not closed. */
  standing(which: { readonly code?: ErrorCode; readonly entity: EntityName; readonly key?: string }): Promise<readonly ExceptionRow[]>;
  close(rows: readonly ExceptionRow[], reason: string, holder: LeaseToken): Promise<void>;
}

const notClosed = ['open', 'assigned', 'replaying'] as const;
const mostRows = 1000;

export function stockExceptions({ store, clock, client, desk }: KitServices, node: Node, account: string): StockExceptions {
  const own = async (filter: Omit<ExceptionFilter, 'limit'>): Promise<readonly ExceptionRow[]> =>
    (await store.read.exceptions.list({ ...filter, limit: mostRows })).filter(({ resumeAt }) => resumeAt === `node:${node.id}`);
  return {
    async raise({ failure, entity, key, revision, payload }, holder) {
      const told = await own({ code: failure.code, entity, key, state: ['open', 'assigned', 'dismissed'] });
      if (told.some((row) => row.revision === revision)) return;
      const occurredAt = new Date(clock.now()).toISOString();
      const selvedge = { client, key, revision, source: { system: 'bluecherry', account, node: node.id }, occurredAt, trace: '', holder };
      await desk.park({ message: { topic: entity, payload, selvedge }, failure, raisedBy: node.id });
    },
    standing: (which) => own({ ...which, state: notClosed }),
    async close(rows, reason, holder) {
      if (rows.length === 0) return;
      const at = clock.now();
      await writeHeld(store, holder, async (tables) => {
        await leaveBatch(tables, rows, 'succeeded');
        await tables.exceptions.close(rows.map(({ id }) => id), 'resolved', 'selvedge', reason, at);
        await tables.timeline.record(
          rows.map(({ id, code, entity, key, revision }) => ({ entity, key, revision, at, system: 'selvedge', kind: 'resolved', text: sentence(`Exception ${id} (${code}) closed by itself`, reason) })),
        );
      });
      store.signals.send('exceptions');
    },
  };
}
