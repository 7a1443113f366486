import { randomUUID } from 'node:crypto';
import type { Node } from 'node-red';
import type { CanonicalMessage } from '../../../lib/model/envelope.ts';
import type { LeaseToken } from '../../../lib/model/lease-token.ts';
import type { ShownStockPage } from '../../../lib/model/stock.ts';
import { deliverTracked, settleLost } from '../../runtime/emit-tracked.ts';
import type { Outgoing } from '../../runtime/handle-input.ts';
import type { KitServices } from '../../runtime/services.ts';

export interface ShownSender {
  readonly services: KitServices;
  readonly node: Node;
  readonly channel: string;
  /** `<channel>:stock`, or `<channel>:stock-fastest`. */
  readonly feed: string;
}

interface Named {
  readonly key: string;
  readonly revision: string;
  readonly holder: LeaseToken;
}

export function shownMessage({ services: { client }, node, channel }: ShownSender, page: ShownStockPage, { key, revision, holder }: Named): CanonicalMessage<ShownStockPage> {
  const source = { system: 'woocommerce', account: channel, node: node.id };
  return { topic: 'shown-stock-page', payload: page, selvedge: { client, key, revision, source, occurredAt: page.readAt, trace: randomUUID(), holder } };
}

/**
 * Sends a page on and resolves when the flow is through with it. A flow may look at a page and let it go; one that failed
 * somewhere is parked.
 */
export async function emitShownPage(sender: ShownSender, page: ShownStockPage, holder: LeaseToken, closed: AbortSignal): Promise<'through' | 'parked' | 'interrupted'> {
  const { services, node, feed } = sender;
  const message: Outgoing = shownMessage(sender, page, { key: feed, revision: page.readAt, holder });
  const end = await deliverTracked(services, message, closed, () => node.send(message));
  const { kind } = end.kind === 'lost' && end.failure ? await settleLost(services, node, message, end) : end;
  return kind === 'interrupted' || kind === 'parked' ? kind : 'through';
}
