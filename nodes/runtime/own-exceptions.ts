import type { ErrorCode } from '../../lib/errors/error-table.ts';
import type { Failure } from '../../lib/errors/operation-error.ts';
import { leaveBatch } from '../../lib/lanes/leave-batch.ts';
import { sentence } from '../../lib/lanes/sentence.ts';
import type { EntityName } from '../../lib/model/entities.ts';
import type { LeaseToken } from '../../lib/model/lease-token.ts';
import type { ExceptionRow } from '../../lib/store/contract/exception-table.ts';
import { everyException, unclosed } from './every-exception.ts';
import type { KitServices } from './services.ts';
import { writeHeld } from './write-held.ts';

export interface OwnException {
  readonly failure: Failure;
  readonly entity: EntityName;
  readonly key: string;
  /** Names the state of things that a person is told of, or has dismissed. */
  readonly revision: string;
  readonly payload: unknown;
}

/** What a node itself has to tell people, and takes back when it is over: beside those of others under the same key. */
export interface OwnExceptions {
  /** Once per revision. */
  raise(exception: OwnException, holder: LeaseToken): Promise<void>;
  /** Those of this node that are not closed. */
  standing(which: { readonly code?: ErrorCode; readonly entity: EntityName; readonly key?: string }): Promise<readonly ExceptionRow[]>;
  close(rows: readonly ExceptionRow[], reason: string, holder: LeaseToken): Promise<void>;
}

export interface OwnExceptionsParts {
  readonly services: Pick<KitServices, 'store' | 'clock' | 'client' | 'desk'>;
  readonly nodeId: string;
  readonly source: { readonly system: string; readonly account: string };
}

export function ownExceptions({ services: { store, clock, client, desk }, nodeId, source }: OwnExceptionsParts): OwnExceptions {
  const own = async (filter: Parameters<typeof everyException>[1]): Promise<readonly ExceptionRow[]> =>
    (await everyException(store.read, filter)).filter(({ resumeAt }) => resumeAt === `node:${nodeId}`);
  return {
    async raise({ failure, entity, key, revision, payload }, holder) {
      const told = await own({ code: failure.code, entity, key, state: ['open', 'assigned', 'dismissed'] });
      if (told.some((row) => row.revision === revision)) return;
      const occurredAt = new Date(clock.now()).toISOString();
      const selvedge = { client, key, revision, source: { ...source, node: nodeId }, occurredAt, trace: '', holder };
      await desk.park({ message: { topic: entity, payload, selvedge }, failure, raisedBy: nodeId });
    },
    standing: (which) => own({ ...which, state: unclosed }),
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
