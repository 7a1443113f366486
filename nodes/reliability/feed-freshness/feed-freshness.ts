import { randomUUID } from 'node:crypto';
import type { Node, NodeAPI, NodeDef } from 'node-red';
import { OperationError } from '../../../lib/errors/operation-error.ts';
import type { LeaseToken } from '../../../lib/model/lease-token.ts';
import type { FeedStanding } from '../../../lib/model/stock.ts';
import { deliverTracked, settleLost } from '../../runtime/emit-tracked.ts';
import { followGroup } from '../../runtime/follow-group.ts';
import { handleInput, type Outgoing } from '../../runtime/handle-input.ts';
import { showState } from '../../runtime/node-status.ts';
import { readConfig } from '../../runtime/read-config.ts';
import type { KitServices } from '../../runtime/services.ts';
import { setUpNode } from '../../runtime/set-up-node.ts';
import { declareSource } from '../../runtime/source-types.ts';
import { announceWatch } from '../../runtime/watched-feeds.ts';
import { definition, FeedFreshnessConfig } from './feed-freshness.definition.ts';
import { feedOf } from './feed-of.ts';
import { registerFeedRoutes } from './feed-routes.ts';
import { holdBack } from './hold-back.ts';
import { showStanding } from './show-standing.ts';
import { standingTeller } from './tell-standing.ts';
import { watchFeed, type FeedWatch } from './watch-feed.ts';

export default function register(RED: NodeAPI): void {
  declareSource(definition);
  registerFeedRoutes(RED);
  RED.nodes.registerType(definition.type, function (this: Node, raw: NodeDef) {
    RED.nodes.createNode(this, raw);
    let watch: FeedWatch | undefined;
    let held = 0;

    const tellFlow = async (services: KitServices, standing: FeedStanding, holder: LeaseToken, closed: AbortSignal): Promise<boolean> => {
      const at = new Date(services.clock.now()).toISOString();
      const message: Outgoing = {
        topic: 'feed-standing',
        payload: standing,
        selvedge: { client: services.client, key: standing.feed, revision: at, source: { system: 'selvedge', account: '', node: this.id }, occurredAt: at, trace: randomUUID(), holder },
      };
      const end = await deliverTracked(services, message, closed, () => this.send([null, message]));
      // A flow may look at a standing and let it go.
      const settled = end.kind === 'lost' && end.failure ? await settleLost(services, this, message, end) : end;
      return settled.kind !== 'interrupted';
    };

    setUpNode(RED, this, (services, life) => {
      const config = readConfig(FeedFreshnessConfig, raw, 'Feed freshness');
      const { feed, title, timeZone } = feedOf(RED, config);
      const { dependents, lateAfterMinutes, staleAfterMinutes, usualIntervalMinutes } = config;
      const policy = { lateAfterMinutes, staleAfterMinutes, usualIntervalMinutes };
      const teller = standingTeller({ feed, title, dependents, timeZone });
      const opened = watchFeed({
        ...{ services, nodeId: this.id, feed, policy, teller },
        tellFlow: (standing, holder) => tellFlow(services, standing, holder, life.closed),
        show: (state) => {
          const now = services.clock.now();
          const shown = showStanding(state, now, (at) => teller.short(at, now));
          showState(this, shown.state, RED._(`feed-freshness.status.${shown.text}`, shown.values));
        },
      });
      watch = opened;
      showState(this, 'waiting', RED._('feed-freshness.status.standby'));
      life.onClose(announceWatch({ nodeId: this.id, feed, policy, dependents, state: () => opened.state(), tell: (state) => opened.sentence(state) }));
      // What a replay of FEED_LATE or FEED_STALE does.
      life.onClose(services.desk.registerSource(this.id, { fetch: () => opened.lookAgain(), send: () => opened.lookAgain(), revisionOf: () => Promise.resolve(null) }));
      const leave = followGroup(services, this.id, opened);
      const stop = async (): Promise<void> => {
        await opened.stop();
        await leave();
      };
      life.onClose(services.sources.register({ name: `freshness of ${feed}`, stop }));
      life.onClose(stop);
    });

    handleInput<unknown>(RED, this, definition, async (message, send, services) => {
      if (!watch) throw new OperationError('CONFIGURATION_INVALID', 'This node does not watch a feed: its status says why.');
      const state = await watch.passing();
      if (!state.held) {
        if (held > 0) services.log.info({ node: this.id, held }, 'the feed is back: what depends on it passes again');
        held = 0;
        send([message, null]);
        return;
      }
      const sentence = watch.sentence(state);
      if (held === 0) services.log.warn({ node: this.id }, `what depends on a feed is held back: ${sentence}`);
      held += 1;
      holdBack(message, sentence);
    });
  });
}
