import type { Node, NodeAPI, NodeDef } from 'node-red';
import { createBluecherryConnector, type BluecherryConnector } from '../../../lib/connectors/bluecherry/connector.ts';
import { connectionTestRoute } from '../../runtime/connection-test-route.ts';
import { readConfig } from '../../runtime/read-config.ts';
import { resolveSecret } from '../../runtime/resolve-secret.ts';
import type { KitServices } from '../../runtime/services.ts';
import { openSkuDirectory, type SkuDirectory } from '../../runtime/sku-directory.ts';
import { BluecherryAccountConfig, definition } from './bluecherry-account.definition.ts';

type Credentials = { apiKey?: string };

export interface BluecherryAccountNode extends Node<Credentials> {
  /** As the ledger and the references name this account. */
  system(): string;
  /** IANA zone in which the ERP's times and calendar days are meant. */
  timeZone(): string;
  /** One per account, so that all its flows share one budget of calls. */
  connector(services: KitServices): BluecherryConnector;
  skuDirectory(services: KitServices): SkuDirectory;
}

export default function register(RED: NodeAPI): void {
  const connect = (node: Node | undefined, raw: object, credentials: Credentials, services: KitServices): BluecherryConnector => {
    const config = readConfig(BluecherryAccountConfig, raw, 'BlueCherry account');
    return createBluecherryConnector(
      {
        baseUrl: config.baseUrl,
        company: config.company,
        apiKeyHeader: config.apiKeyHeader,
        apiKey: resolveSecret(RED, node, credentials.apiKey, config.apiKeyVariable),
        limits: { requestsPerSecond: config.requestsPerSecond, concurrency: config.concurrency, timeoutMs: config.timeoutSeconds * 1000 },
        timeZone: config.timeZone,
        cancelAfterDays: config.cancelAfterDays,
      },
      { clock: services.clock, observe: services.exchanges },
    );
  };
  connectionTestRoute(RED, definition, connect);

  RED.nodes.registerType<BluecherryAccountNode, NodeDef, object, Credentials>(
    definition.type,
    function (this: BluecherryAccountNode, raw: NodeDef) {
      RED.nodes.createNode(this, raw);
      let connector: BluecherryConnector | undefined;
      let directory: SkuDirectory | undefined;
      this.system = () => `bluecherry:${readConfig(BluecherryAccountConfig, raw, 'BlueCherry account').company}`;
      this.timeZone = () => readConfig(BluecherryAccountConfig, raw, 'BlueCherry account').timeZone;
      this.connector = (services) => (connector ??= connect(this, raw, this.credentials, services));
      this.skuDirectory = (services) =>
        (directory ??= openSkuDirectory({
          store: services.store,
          system: this.system(),
          now: () => services.clock.now(),
          ask: (codes) => this.connector(services).findSkus(codes),
        }));
      this.on('close', (done: () => void) => {
        void Promise.resolve(connector?.close()).finally(done);
      });
    },
    { credentials: { apiKey: { type: 'password' } } },
  );
}
