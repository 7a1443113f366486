import type { Node, NodeAPI, NodeDef } from 'node-red';
import { createWoocommerceConnector, type WoocommerceConnector } from '../../../lib/connectors/woocommerce/connector.ts';
import { connectionTestRoute } from '../../runtime/connection-test-route.ts';
import { readConfig } from '../../runtime/read-config.ts';
import { resolveSecret } from '../../runtime/resolve-secret.ts';
import type { KitServices } from '../../runtime/services.ts';
import { definition, WoocommerceAccountConfig } from './woocommerce-account.definition.ts';

type Credentials = { consumerKey?: string; consumerSecret?: string; webhookSecret?: string };

export interface WoocommerceAccountNode extends Node<Credentials> {
  settings(): WoocommerceAccountConfig;
  /** One per account, so that all its flows share one budget of calls. */
  connector(services: KitServices): WoocommerceConnector;
  webhookSecret(): string;
}

export default function register(RED: NodeAPI): void {
  const connect = (node: Node | undefined, raw: object, credentials: Credentials, services: KitServices): WoocommerceConnector => {
    const config = readConfig(WoocommerceAccountConfig, raw, 'WooCommerce account');
    return createWoocommerceConnector(
      {
        baseUrl: config.baseUrl,
        account: config.channel,
        consumerKey: resolveSecret(RED, node, credentials.consumerKey, config.consumerKeyVariable),
        consumerSecret: resolveSecret(RED, node, credentials.consumerSecret, config.consumerSecretVariable),
        limits: { requestsPerSecond: config.requestsPerSecond, concurrency: config.concurrency, timeoutMs: config.timeoutSeconds * 1000 },
      },
      { clock: services.clock, observe: services.exchanges },
    );
  };
  connectionTestRoute(RED, definition, connect);

  RED.nodes.registerType<WoocommerceAccountNode, NodeDef, object, Credentials>(
    definition.type,
    function (this: WoocommerceAccountNode, raw: NodeDef) {
      RED.nodes.createNode(this, raw);
      let connector: WoocommerceConnector | undefined;
      this.settings = () => readConfig(WoocommerceAccountConfig, raw, 'WooCommerce account');
      this.connector = (services) => (connector ??= connect(this, raw, this.credentials, services));
      this.webhookSecret = () => resolveSecret(RED, this, this.credentials.webhookSecret, this.settings().webhookSecretVariable);
      this.on('close', (done: () => void) => {
        void Promise.resolve(connector?.close()).finally(done);
      });
    },
    { credentials: { consumerKey: { type: 'password' }, consumerSecret: { type: 'password' }, webhookSecret: { type: 'password' } } },
  );
}
