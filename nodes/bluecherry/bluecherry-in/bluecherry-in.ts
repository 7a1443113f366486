import type { NodeAPI, NodeDef } from 'node-red';
import { OperationError } from '../../../lib/errors/operation-error.ts';
import { accountOf } from '../../runtime/account-of.ts';
import { pollWhileLeading } from '../../runtime/poll-while-leading.ts';
import { readConfig } from '../../runtime/read-config.ts';
import { setUpNode } from '../../runtime/set-up-node.ts';
import { declareSource } from '../../runtime/source-types.ts';
import type { BluecherryAccountNode } from '../bluecherry-account/bluecherry-account.ts';
import { BluecherryInConfig, definition } from './bluecherry-in.definition.ts';
import { emitPage } from './emit-page.ts';
import { erpOrderFeed, skuFeed } from './feeds.ts';
import { readFeed } from './read-feed.ts';
import { registerResyncRoutes, type BluecherryInNode } from './resync-routes.ts';
import { startInventory } from './start-inventory.ts';

export default function register(RED: NodeAPI): void {
  declareSource(definition);
  registerResyncRoutes(RED);
  RED.nodes.registerType(definition.type, function (this: BluecherryInNode, raw: NodeDef) {
    RED.nodes.createNode(this, raw);
    const configured = (): { config: BluecherryInConfig; account: BluecherryAccountNode; feed: string } => {
      const config = readConfig(BluecherryInConfig, raw, 'BlueCherry in');
      const account = accountOf<BluecherryAccountNode>(RED, config.account, 'bluecherry-account');
      return { config, account, feed: `${account.system()}:${config.resource}` };
    };
    this.stockFeed = () => {
      const { config, feed } = configured();
      if (config.resource === 'inventory') return feed;
      throw new OperationError('CONFIGURATION_INVALID', 'Only a node that reads inventory can send everything again; this one sends what changes.', { details: { resource: config.resource } });
    };
    setUpNode(RED, this, (services, life) => {
      const { config, account, feed } = configured();
      const say = (key: string, values: Record<string, string | number> = {}): string => RED._(`bluecherry-in.status.${key}`, values);
      if (config.resource === 'inventory') {
        startInventory({ services, node: this, life, config, account, feed, say });
        return;
      }
      const connector = account.connector(services);
      const system = account.system();
      const { store, clock } = services;
      pollWhileLeading({
        ...{ services, node: this, life, feed, say },
        intervalMs: config.intervalSeconds * 1000,
        run: (turn) => {
          const parts = { store, turn, feed, now: () => clock.now(), overlapMs: config.overlapSeconds * 1000 };
          const emit = async (topic: 'sku-page' | 'erp-order-page', payload: readonly unknown[]): Promise<boolean> =>
            (await emitPage(services, this, { topic, payload, key: `${feed}@${clock.now()}`, system }, turn)) !== 'interrupted';
          return config.resource === 'skus' ? readFeed(skuFeed(connector, system, emit), parts) : readFeed(erpOrderFeed(connector, system, emit), parts);
        },
        good: ({ read }) => say('good', { count: read }),
      });
    });
  });
}
