import type { Node, NodeAPI, NodeDef } from 'node-red';
import { accountOf } from '../../runtime/account-of.ts';
import { showState } from '../../runtime/node-status.ts';
import { readConfig } from '../../runtime/read-config.ts';
import { recordFeedRun } from '../../runtime/record-feed-run.ts';
import { runRepeatedly } from '../../runtime/run-repeatedly.ts';
import { setUpNode } from '../../runtime/set-up-node.ts';
import type { BluecherryAccountNode } from '../bluecherry-account/bluecherry-account.ts';
import { BluecherryInConfig, definition } from './bluecherry-in.definition.ts';
import { emitPage } from './emit-page.ts';
import { erpOrderFeed, skuFeed } from './feeds.ts';
import { readFeed } from './read-feed.ts';

export default function register(RED: NodeAPI): void {
  RED.nodes.registerType(definition.type, function (this: Node, raw: NodeDef) {
    RED.nodes.createNode(this, raw);
    setUpNode(RED, this, (services, life) => {
      const config = readConfig(BluecherryInConfig, raw, 'BlueCherry in');
      const account = accountOf<BluecherryAccountNode>(RED, config.account, 'bluecherry-account');
      const connector = account.connector(services);
      const system = account.system();
      const feed = `${system}:${config.resource}`;
      const say = (key: string, values: Record<string, string | number> = {}): string => RED._(`bluecherry-in.status.${key}`, values);
      const parts = { store: services.store, now: () => services.clock.now(), feed, overlapMs: config.overlapSeconds * 1000, signal: life.closed };
      const emit = (topic: 'sku-page' | 'erp-order-page', payload: readonly unknown[]): Promise<void> =>
        emitPage(services, this, { topic, payload, feed, system }, life.closed);

      const reads = runRepeatedly({
        clock: services.clock,
        intervalMs: config.intervalSeconds * 1000,
        run: async () => {
          showState(this, 'waiting', say('reading'));
          const report = await recordFeedRun(services, feed, () =>
            config.resource === 'skus' ? readFeed(skuFeed(connector, system, emit), parts) : readFeed(erpOrderFeed(connector, system, emit), parts),
          );
          showState(this, 'good', say('good', { count: report.read }));
        },
        onFailure: (failure) => {
          showState(this, 'broken', failure.code.slice(0, 20));
          this.warn(`${failure.code}: ${failure.message}`);
        },
      });
      life.onClose(services.sources.register({ name: feed, stop: () => reads.stop() }));
      life.onClose(() => reads.stop());
    });
  });
}
