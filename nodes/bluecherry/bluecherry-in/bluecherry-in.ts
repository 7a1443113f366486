import type { Node, NodeAPI, NodeDef } from 'node-red';
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

export default function register(RED: NodeAPI): void {
  declareSource(definition);
  RED.nodes.registerType(definition.type, function (this: Node, raw: NodeDef) {
    RED.nodes.createNode(this, raw);
    setUpNode(RED, this, (services, life) => {
      const config = readConfig(BluecherryInConfig, raw, 'BlueCherry in');
      const account = accountOf<BluecherryAccountNode>(RED, config.account, 'bluecherry-account');
      const connector = account.connector(services);
      const system = account.system();
      const { store, clock } = services;
      const feed = `${system}:${config.resource}`;

      pollWhileLeading({
        ...{ services, node: this, life, feed },
        intervalMs: config.intervalSeconds * 1000,
        say: (key, values = {}) => RED._(`bluecherry-in.status.${key}`, values),
        run: (turn) => {
          const parts = { store, turn, feed, now: () => clock.now(), overlapMs: config.overlapSeconds * 1000 };
          const emit = (topic: 'sku-page' | 'erp-order-page', payload: readonly unknown[]): Promise<boolean> => emitPage(services, this, { topic, payload, feed, system }, turn);
          return config.resource === 'skus' ? readFeed(skuFeed(connector, system, emit), parts) : readFeed(erpOrderFeed(connector, system, emit), parts);
        },
        good: ({ read }) => RED._('bluecherry-in.status.good', { count: read }),
      });
    });
  });
}
