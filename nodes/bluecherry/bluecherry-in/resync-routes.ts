import type { Request } from 'express';
import type { Node, NodeAPI } from 'node-red';
import { OperationError } from '../../../lib/errors/operation-error.ts';
import { adminRoute, whoIs } from '../../runtime/admin-routes.ts';
import { askForAll } from '../../runtime/ask-for-all.ts';
import type { KitServices } from '../../runtime/services.ts';
import { definition } from './bluecherry-in.definition.ts';

export interface BluecherryInNode extends Node {
  /** The stock feed that it reads. @throws CONFIGURATION_INVALID when it reads something else */
  stockFeed(): string;
}

/** A full resync of a stock feed, asked for by a person: the node's button, and a route for scripts. */
export function registerResyncRoutes(RED: NodeAPI): void {
  adminRoute(RED, 'post', 'feeds/:node/resync', 'selvedge.write', async (request, services) => ({ feed: await resync(RED, request, services, 'node') }));
  adminRoute(RED, 'post', `${definition.type}/:id/press`, 'selvedge.write', async (request, services) => {
    await resync(RED, request, services, 'id');
    return { kind: 'done', note: RED._('bluecherry-in.press.resync') };
  });
}

async function resync(RED: NodeAPI, request: Request, { store, clock }: KitServices, parameter: string): Promise<string> {
  const id = String(request.params[parameter]);
  const node = RED.nodes.getNode(id) as BluecherryInNode | null;
  if (node?.type !== definition.type) throw new OperationError('CONFIGURATION_INVALID', `No node "${id}" that reads from BlueCherry is deployed: deploy first.`, { details: { node: id } });
  const feed = node.stockFeed();
  const at = clock.now();
  await store.write(async (tables) => {
    await askForAll(tables, feed, at);
    await tables.audit.record({ at, who: whoIs(request), action: 'feed.resync', subject: `feed:${feed}`, before: null, after: null });
  });
  store.signals.send(`feed:${feed}`);
  return feed;
}
