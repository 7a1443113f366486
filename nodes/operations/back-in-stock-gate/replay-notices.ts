import type { Node } from 'node-red';
import type { ReplaySource } from '../../../lib/lanes/contract.ts';
import type { CanonicalMessage } from '../../../lib/model/envelope.ts';
import { emitTracked } from '../../runtime/emit-tracked.ts';
import { refuseInterrupted } from '../../runtime/refuse-interrupted.ts';
import type { KitServices } from '../../runtime/services.ts';
import type { ReturnBook } from './return-book.ts';

export interface NoticeReplayParts {
  readonly services: KitServices;
  readonly node: Node;
  readonly book: Pick<ReturnBook, 'lastTold'>;
  readonly closed: AbortSignal;
}

/** A notice that waited for a person goes out again only while it is still true. */
export function replayNotices({ services, node, book, closed }: NoticeReplayParts): ReplaySource {
  const revisionOf = async (key: string): Promise<string | null> => {
    const told = await book.lastTold(key);
    return told === null ? null : new Date(told).toISOString();
  };
  const send = async (message: CanonicalMessage): Promise<void> => {
    const selvedge = { ...message.selvedge, holder: services.leases.worker() };
    refuseInterrupted(await emitTracked(services, node, { ...message, selvedge }, closed));
  };
  return {
    revisionOf,
    send,
    async fetch({ entity, key, revision, message }) {
      if ((await revisionOf(key)) === revision) await send(JSON.parse(message) as CanonicalMessage);
      else await services.desk.resolveByKey(entity, key, 'The SKU has been out of stock since: there is nothing to tell.');
    },
  };
}
