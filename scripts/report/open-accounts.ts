import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { createBluecherryConnector, type BluecherryConnector } from '../../lib/connectors/bluecherry/connector.ts';
import { coreStatusMap } from '../../lib/connectors/woocommerce/status-map.ts';
import { createWoocommerceConnector, type WoocommerceConnector } from '../../lib/connectors/woocommerce/connector.ts';
import { systemClock } from '../../lib/lanes/system-clock.ts';
import type { OrderState } from '../../lib/model/sales-order.ts';
import { BluecherryAccountConfig } from '../../nodes/bluecherry/bluecherry-account/bluecherry-account.definition.ts';
import { openClientTables } from '../../nodes/runtime/client-tables.ts';
import { readConfig } from '../../nodes/runtime/read-config.ts';
import { readStatusMap } from '../../nodes/woocommerce/woocommerce-in/read-status-map.ts';
import { WoocommerceAccountConfig } from '../../nodes/woocommerce/woocommerce-account/woocommerce-account.definition.ts';
import type { Settings } from '../../settings.ts';

/** Both sides of a client, as its flows name them. Secrets come from the client's variables. */
export interface ClientAccounts {
  readonly woocommerce: WoocommerceConnector;
  readonly bluecherry: BluecherryConnector;
  readonly channel: string;
  readonly externalRefPrefix: string;
  readonly statusMap: ReadonlyMap<string, OrderState>;
  close(): Promise<void>;
}

export async function openAccounts(settings: Settings): Promise<ClientAccounts> {
  const variables = settings.clientVariables;
  const nodes = JSON.parse(await readFile(path.join(settings.clientDir, 'accounts.json'), 'utf8')) as Record<string, unknown>[];
  const account = (type: string): Record<string, unknown> => {
    const found = nodes.find((node) => node['type'] === type);
    if (!found) throw new Error(`${settings.client} has no ${type} in accounts.json.`);
    return Object.fromEntries(Object.entries(found).map(([key, value]) => [key, typeof value === 'string' ? value.replace(/^\$\{(\w+)\}$/, (whole, name: string) => variables[name] ?? whole) : value]));
  };
  const shop = readConfig(WoocommerceAccountConfig, account('woocommerce-account'), 'WooCommerce account');
  const erp = readConfig(BluecherryAccountConfig, account('bluecherry-account'), 'BlueCherry account');
  const limits = (config: typeof shop | typeof erp) => ({ requestsPerSecond: config.requestsPerSecond, concurrency: config.concurrency, timeoutMs: config.timeoutSeconds * 1000 });
  const parts = { clock: systemClock, observe: () => undefined };
  const secret = (variable: string): string => variables[variable] ?? '';
  const woocommerce = createWoocommerceConnector(
    { baseUrl: shop.baseUrl, account: shop.channel, consumerKey: secret(shop.consumerKeyVariable), consumerSecret: secret(shop.consumerSecretVariable), limits: limits(shop) },
    parts,
  );
  const bluecherry = createBluecherryConnector(
    { baseUrl: erp.baseUrl, company: erp.company, apiKey: secret(erp.apiKeyVariable), apiKeyHeader: erp.apiKeyHeader, limits: limits(erp), timeZone: erp.timeZone, cancelAfterDays: erp.cancelAfterDays },
    parts,
  );
  const tables = openClientTables(settings.clientDir);
  return {
    woocommerce,
    bluecherry,
    channel: shop.channel,
    externalRefPrefix: shop.externalRefPrefix,
    statusMap: await readStatusMap(tables, 'order-status').catch(() => coreStatusMap),
    close: async () => {
      await Promise.all([woocommerce.close(), bluecherry.close()]);
    },
  };
}
