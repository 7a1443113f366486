import { randomUUID } from 'node:crypto';
import type { Node } from 'node-red';
import { deliverTracked, settleLost } from '../../runtime/emit-tracked.ts';
import type { Outgoing } from '../../runtime/handle-input.ts';
import type { Turn } from '../../runtime/poll-while-leading.ts';
import type { KitServices } from '../../runtime/services.ts';

interface Page {
  readonly topic: string;
  readonly payload: readonly unknown[];
  readonly feed: string;
  readonly system: string;
}

/**
 * Sends a page on; false: the flow was interrupted under it. The kit keeps these records itself, so a flow may look at
 * a page and let it go; only a page that failed somewhere is parked.
 */
export async function emitPage(services: KitServices, node: Node, page: Page, { holder, signal }: Pick<Turn, 'holder' | 'signal'>): Promise<boolean> {
  const at = services.clock.now();
  const message: Outgoing = {
    topic: page.topic,
    payload: page.payload,
    selvedge: {
      client: services.client,
      key: `${page.feed}@${at}`,
      revision: String(at),
      source: { system: 'bluecherry', account: page.system, node: node.id },
      occurredAt: new Date(at).toISOString(),
      trace: randomUUID(),
      holder,
    },
  };
  const end = await deliverTracked(services, message, signal, () => node.send(message));
  if (end.kind === 'lost' && end.failure) return (await settleLost(services, node, message, end)).kind !== 'interrupted';
  return end.kind !== 'interrupted';
}
