import type { Node, NodeAPI, NodeDef } from 'node-red';
import { OperationError } from '../../../lib/errors/operation-error.ts';
import { accountOf } from '../../runtime/account-of.ts';
import { pollWhileLeading } from '../../runtime/poll-while-leading.ts';
import { readConfig } from '../../runtime/read-config.ts';
import { setUpNode } from '../../runtime/set-up-node.ts';
import { declareSource } from '../../runtime/source-types.ts';
import type { WoocommerceAccountNode } from '../woocommerce-account/woocommerce-account.ts';
import { emitOrder, type OrderSender } from './emit-order.ts';
import { replayOrders } from './replay-orders.ts';
import { sweepOrders } from './sweep-orders.ts';
import { takeWebhooks } from './take-webhooks.ts';
import { watchShownStock } from './watch-shown-stock.ts';
import { definition, WoocommerceInConfig } from './woocommerce-in.definition.ts';

/** A hinted sweep looks only this far back: the scheduled one keeps the whole overlap. */
const hintOverlapMs = 15_000;

export default function register(RED: NodeAPI): void {
  declareSource(definition);
  RED.nodes.registerType(definition.type, function (this: Node, raw: NodeDef) {
    RED.nodes.createNode(this, raw);
    setUpNode(RED, this, (services, life) => {
      const config = readConfig(WoocommerceInConfig, raw, 'WooCommerce in');
      const account = accountOf<WoocommerceAccountNode>(RED, config.account, 'woocommerce-account');
      const { channel, externalRefPrefix } = account.settings();
      const connector = account.connector(services);
      const { store, clock } = services;
      if (config.resource === 'stock') {
        watchShownStock({ services, node: this, life, config, channel, connector, say: (key, values = {}) => RED._(`woocommerce-in.status.${key}`, values) });
        return;
      }
      const feed = `${channel}:orders`;
      const startAt = config.startAt || new Date(clock.now()).toISOString();
      if (Number.isNaN(Date.parse(startAt))) {
        throw new OperationError('CONFIGURATION_INVALID', `"Start at" of WooCommerce in is "${startAt}", which is no time: write it as 2026-11-01T00:00:00Z.`);
      }
      const sender: OrderSender = { services, node: this, channel, externalRefPrefix, statusTable: config.statusTable };
      const overlapMs = config.overlapSeconds * 1000;
      let sent = 0;

      life.onClose(services.desk.registerSource(this.id, replayOrders({ sender, connector, closed: life.closed })));
      pollWhileLeading({
        ...{ services, node: this, life, feed },
        intervalMs: config.intervalSeconds * 1000,
        say: (key, values = {}) => RED._(`woocommerce-in.status.${key}`, values),
        run: (turn) =>
          sweepOrders({
            ...{ connector, store, turn, feed, startAt },
            now: () => clock.now(),
            keyOf: (id) => `${externalRefPrefix}${id}`,
            overlapMs: turn.hinted ? Math.min(hintOverlapMs, overlapMs) : overlapMs,
            emit: (order, id, revision) => emitOrder(sender, { order, id, revision, holder: turn.holder }, turn.signal),
          }),
        good({ emitted }) {
          sent += emitted;
          return RED._('woocommerce-in.status.good', { count: sent });
        },
      });
      if (config.webhookPath !== '') {
        // Whichever worker gets the delivery, the one that sweeps hears of it.
        life.onClose(takeWebhooks(services, config.webhookPath, () => account.webhookSecret(), () => store.signals.send(`feed:${feed}`)));
      }
    });
  });
}
