import type { Node, NodeAPI, NodeDef } from 'node-red';
import { revisionOf } from '../../../lib/connectors/woocommerce/revision-of.ts';
import { toSalesOrder } from '../../../lib/connectors/woocommerce/to-sales-order.ts';
import { OperationError, toFailure } from '../../../lib/errors/operation-error.ts';
import type { CanonicalMessage } from '../../../lib/model/envelope.ts';
import { accountOf } from '../../runtime/account-of.ts';
import { emitTracked, failTracked } from '../../runtime/emit-tracked.ts';
import { showState } from '../../runtime/node-status.ts';
import { readConfig } from '../../runtime/read-config.ts';
import { recordFeedRun } from '../../runtime/record-feed-run.ts';
import { runRepeatedly } from '../../runtime/run-repeatedly.ts';
import { setUpNode } from '../../runtime/set-up-node.ts';
import type { MessageEnd } from '../../runtime/track-delivery.ts';
import type { WoocommerceAccountNode } from '../woocommerce-account/woocommerce-account.ts';
import { readStatusMap } from './read-status-map.ts';
import { sweepOrders } from './sweep-orders.ts';
import { takeWebhooks } from './take-webhooks.ts';
import { definition, WoocommerceInConfig } from './woocommerce-in.definition.ts';

/** A hinted sweep looks only this far back: the scheduled one keeps the whole overlap. */
const hintOverlapMs = 15_000;

export default function register(RED: NodeAPI): void {
  RED.nodes.registerType(definition.type, function (this: Node, raw: NodeDef) {
    RED.nodes.createNode(this, raw);
    setUpNode(RED, this, (services, life) => {
      const config = readConfig(WoocommerceInConfig, raw, 'WooCommerce in');
      const account = accountOf<WoocommerceAccountNode>(RED, config.account, 'woocommerce-account');
      const { channel, externalRefPrefix } = account.settings();
      const connector = account.connector(services);
      const feed = `${channel}:orders`;
      const startAt = config.startAt || new Date(services.clock.now()).toISOString();
      if (Number.isNaN(Date.parse(startAt))) {
        throw new OperationError('CONFIGURATION_INVALID', `"Start at" of WooCommerce in is "${startAt}", which is no time: write it as 2026-11-01T00:00:00Z.`);
      }
      const keyOf = (id: string): string => `${externalRefPrefix}${id}`;

      const emit = async (remote: unknown, id: string, revision: string): Promise<MessageEnd> => {
        const envelope = {
          client: services.client,
          key: keyOf(id),
          revision,
          source: { system: 'woocommerce', account: channel, node: this.id },
          occurredAt: revision.slice(0, 20),
          trace: '',
        };
        let message: CanonicalMessage;
        try {
          const statusMap = await readStatusMap(services.tables, config.statusTable);
          message = { topic: 'sales-order', payload: toSalesOrder(remote, { channel, externalRefPrefix, statusMap }), selvedge: envelope };
        } catch (error) {
          return failTracked(services, this, { topic: 'sales-order', payload: { orderId: id }, selvedge: envelope }, toFailure(error), life.closed);
        }
        return emitTracked(services, this, message, life.closed);
      };

      const say = (key: string, values: Record<string, string | number> = {}): string => RED._(`woocommerce-in.status.${key}`, values);
      let sent = 0;
      const sweeps = runRepeatedly({
        clock: services.clock,
        intervalMs: config.intervalSeconds * 1000,
        run: async (hinted) => {
          showState(this, 'waiting', say('sweeping'));
          const overlapMs = hinted ? Math.min(hintOverlapMs, config.overlapSeconds * 1000) : config.overlapSeconds * 1000;
          const { emitted } = await recordFeedRun(services, feed, () =>
            sweepOrders({ connector, store: services.store, now: () => services.clock.now(), feed, keyOf, startAt, overlapMs, emit, signal: life.closed }),
          );
          sent += emitted;
          showState(this, 'good', say('good', { count: sent }));
        },
        onFailure: (failure) => {
          showState(this, 'broken', failure.code.slice(0, 20));
          this.warn(`${failure.code}: ${failure.message}`);
        },
      });
      life.onClose(services.sources.register({ name: feed, stop: () => sweeps.stop() }));
      life.onClose(() => sweeps.stop());
      life.onClose(
        services.desk.registerSource(this.id, async (exception) => {
          const remote = await connector.fetchOrder(exception.key.slice(externalRefPrefix.length));
          const { id, revision } = revisionOf(remote);
          await emit(remote, id, revision);
        }),
      );
      if (config.webhookPath !== '') {
        life.onClose(takeWebhooks(services, config.webhookPath, () => account.webhookSecret(), () => sweeps.hint()));
      }
    });
  });
}
