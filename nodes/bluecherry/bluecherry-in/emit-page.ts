import { randomUUID } from 'node:crypto';
import type { Node } from 'node-red';
import type { CanonicalMessage } from '../../../lib/model/envelope.ts';
import { settleLost } from '../../runtime/emit-tracked.ts';
import type { Outgoing } from '../../runtime/handle-input.ts';
import type { KitServices } from '../../runtime/services.ts';
import { trackDelivery } from '../../runtime/track-delivery.ts';

interface Page {
  readonly topic: string;
  readonly payload: readonly unknown[];
  readonly feed: string;
  readonly system: string;
}

/**
 * Sends a page on. The kit keeps these records itself, so a flow may look at a page and let it go; only a page that
 * failed somewhere is parked.
 */
export async function emitPage(services: KitServices, node: Node, page: Page, closed: AbortSignal): Promise<void> {
  const at = services.clock.now();
  const message: CanonicalMessage & Outgoing = {
    topic: page.topic,
    payload: page.payload,
    selvedge: {
      client: services.client,
      key: `${page.feed}@${at}`,
      revision: String(at),
      source: { system: 'bluecherry', account: page.system, node: node.id },
      occurredAt: new Date(at).toISOString(),
      trace: randomUUID(),
    },
  };
  const end = await trackDelivery(message.selvedge.trace, { now: at, closed }, () => node.send(message));
  if (end.kind === 'lost' && end.failure) await settleLost(services, node, message, end);
}
