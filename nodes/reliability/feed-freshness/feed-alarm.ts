import { OperationError } from '../../../lib/errors/operation-error.ts';
import type { LeaseToken } from '../../../lib/model/lease-token.ts';
import type { FeedStanding } from '../../../lib/model/stock.ts';
import type { FeedState } from '../../../lib/operations/stock/feed-state.ts';
import { ownExceptions } from '../../runtime/own-exceptions.ts';
import type { KitServices } from '../../runtime/services.ts';

export interface AlarmParts {
  readonly services: Pick<KitServices, 'client' | 'clock' | 'desk' | 'store'>;
  readonly nodeId: string;
  readonly feed: string;
}

export interface FeedAlarm {
  /** One exception of the feed: raised again, it is the same one with what is true now. @throws LEASE_LOST */
  raise(state: FeedState, standing: FeedStanding, holder: LeaseToken): Promise<void>;
  /** @throws LEASE_LOST */
  close(sentence: string, holder: LeaseToken): Promise<void>;
}

const entity = 'feed-standing';

/** Names what an alarm is of: what is the same is not raised again. */
export const alarmOf = ({ freshness, cycleId }: FeedState): string => `${freshness} ${cycleId ?? ''}`;

export function feedAlarm({ services, nodeId, feed }: AlarmParts): FeedAlarm {
  const { client, clock, desk } = services;
  const own = ownExceptions({ services, nodeId, source: { system: 'selvedge', account: '' } });
  return {
    async raise({ held }, standing, holder) {
      const { freshness, since, expectedAt, cycleId, asOf, sentence } = standing;
      const failure = new OperationError(held ? 'FEED_STALE' : 'FEED_LATE', sentence, { details: { feed, freshness, since, expectedAt, cycleId, asOf } }).toFailure();
      const at = new Date(clock.now()).toISOString();
      const selvedge = { client, key: feed, revision: at, source: { system: 'selvedge', account: '', node: nodeId }, occurredAt: at, trace: '', holder };
      await desk.park({ message: { topic: entity, payload: standing, selvedge }, failure, raisedBy: nodeId });
    },
    // Its own only: what else is wrong with the feed stands under the same key.
    async close(sentence, holder) {
      await own.close(await own.standing({ entity, key: feed }), sentence, holder);
    },
  };
}
