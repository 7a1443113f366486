import type { CanonicalMessage } from '../../../lib/model/envelope.ts';
import type { LeaseToken } from '../../../lib/model/lease-token.ts';
import type { BackInStock } from '../../../lib/model/stock.ts';
import type { DueReturn } from './observe-level.ts';
import { keyOf } from './return-book.ts';

export interface NoticeSender {
  readonly client: string;
  /** Id of the gate. */
  readonly node: string;
  readonly holder: LeaseToken;
}

/** Hot SKUs go before the others of their lane. */
const priorities = { hot: 0, other: 1 };

/** The same return has the same key and revision each time that it is sent, also after its time has begun anew. */
export function noticeMessage({ returned, since, hot, feed, ...sku }: DueReturn, { client, node, holder }: NoticeSender): CanonicalMessage<BackInStock> {
  const { skuCode, style, channel, units, asOf, cycleId } = sku;
  const sinceWhen = new Date(since).toISOString();
  return {
    topic: 'back-in-stock',
    payload: { skuCode, style, channel, feed, units, since: sinceWhen, asOf, cycleId },
    selvedge: {
      ...{ client, key: keyOf(sku), revision: new Date(returned).toISOString() },
      source: { system: 'selvedge', account: feed, node },
      occurredAt: sinceWhen,
      trace: '',
      holder,
      priority: hot ? priorities.hot : priorities.other,
    },
  };
}
