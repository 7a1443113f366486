import { randomUUID } from 'node:crypto';
import type { Node } from 'node-red';
import { deliverTracked, settleLost } from '../../runtime/emit-tracked.ts';
import type { Outgoing } from '../../runtime/handle-input.ts';
import type { Turn } from '../../runtime/poll-while-leading.ts';
import type { KitServices } from '../../runtime/services.ts';

interface Page {
  readonly topic: string;
  readonly payload: unknown;
  readonly key: string;
  readonly system: string;
}

/** `parked`: it failed somewhere and waits for a person. `interrupted`: the flow was stopped or redeployed under it. */
export type PageEnd = 'through' | 'parked' | 'interrupted';

/**
 * Sends a page on and resolves when the flow is through with it. The kit keeps these records itself, so a flow may look at
 * a page and let it go; only a page that failed somewhere is parked.
 */
export async function emitPage(services: KitServices, node: Node, page: Page, { holder, signal }: Pick<Turn, 'holder' | 'signal'>): Promise<PageEnd> {
  const at = services.clock.now();
  const message: Outgoing = {
    topic: page.topic,
    payload: page.payload,
    selvedge: {
      client: services.client,
      key: page.key,
      revision: String(at),
      source: { system: 'bluecherry', account: page.system, node: node.id },
      occurredAt: new Date(at).toISOString(),
      trace: randomUUID(),
      holder,
    },
  };
  const end = await deliverTracked(services, message, signal, () => node.send(message));
  const { kind } = end.kind === 'lost' && end.failure ? await settleLost(services, node, message, end) : end;
  return kind === 'interrupted' || kind === 'parked' ? kind : 'through';
}
