import type { BigCommerceOptions, BigCommerceSandbox } from './bigcommerce/start-bigcommerce.ts';
import { deriveSkus } from './bluecherry/derive-skus.ts';
import { startBlueCherry, type BlueCherrySandbox } from './bluecherry/start-bluecherry.ts';
import { generatedBase, type GeneratedCatalogue } from './bluecherry/stock/generated-base.ts';
import { openingStock } from './bluecherry/stock/opening-stock.ts';
import { listedBase } from './bluecherry/stock/stock-base.ts';
import { calmStock, type StockSettings } from './bluecherry/stock/stock-settings.ts';
import { zonedDay } from './bluecherry/stock/zoned-time.ts';
import { isJsonObject, numberOf, objectsOf, type Json, type JsonObject } from './json-value.ts';
import type { StartContext } from './start-context.ts';
import { recordedShop } from './woocommerce/recorded-shop.ts';
import { startWooCommerce, type WooCommerceSandbox } from './woocommerce/start-woocommerce.ts';

export interface SandboxOptions {
  readonly host?: string;
  /** 0: any free port. */
  readonly woocommercePort?: number;
  readonly bluecherryPort?: number;
  /** What the shop opens with: WooCommerce orders, or `{name, order, refunds}`; the recorded ones when absent. */
  readonly orders?: readonly Json[];
  readonly seed?: number;
  readonly now?: () => number;
  readonly consumerKey?: string;
  readonly consumerSecret?: string;
  readonly treatAsTls?: boolean;
  /** The site's zone: minutes ahead of UTC. */
  readonly siteOffsetMinutes?: number;
  readonly apiKey?: string;
  readonly apiKeyHeader?: string;
  readonly company?: string;
  readonly allowDuplicateExternalRef?: boolean;
  readonly processingMs?: number;
  readonly perOrderMs?: number;
  readonly stock?: SandboxStock;
  /** A BigCommerce store beside the others; none unless asked for. */
  readonly bigcommerce?: true | SandboxStore;
}

export interface SandboxStore extends BigCommerceOptions {
  readonly port?: number;
}

export interface SandboxStock extends Partial<StockSettings> {
  /** Serves a warehouse of so many made-up SKUs in the place of the recorded catalogue's. */
  readonly generate?: GeneratedCatalogue;
  /** Where BlueCherry puts files of its cycles. */
  readonly dropFolder?: string;
  /** The ERP's zone. */
  readonly timeZone?: string;
  /** Without it only requests and control calls move the ERP's clock-driven side. */
  readonly tickMs?: number;
}

export interface Sandbox {
  readonly woocommerce: WooCommerceSandbox;
  readonly bluecherry: BlueCherrySandbox;
  /** There only when it was asked for. */
  readonly bigcommerce?: BigCommerceSandbox;
  stop(): Promise<void>;
}

const readOrder = (entry: Json): { readonly order: JsonObject; readonly refunds: readonly JsonObject[] | null } => {
  if (!isJsonObject(entry)) throw new TypeError('An order of the list is not an object.');
  const { order } = entry;
  return isJsonObject(order) ? { order, refunds: objectsOf(entry, 'refunds') } : { order: entry, refunds: null };
};

/** Loaded only when it is asked for: it brings the compiler of its contract with it. */
const startStore = async (context: Omit<StartContext, 'port'>, store: true | SandboxStore): Promise<BigCommerceSandbox> => {
  const { startBigCommerce } = await import('./bigcommerce/start-bigcommerce.ts');
  const { port = 0, ...options } = store === true ? {} : store;
  return startBigCommerce({ ...context, port }, options);
};

/** Stand-ins for WooCommerce and BlueCherry on this machine, over real HTTP; one for BigCommerce where it is asked for. */
export const startSandbox = async (options: SandboxOptions = {}): Promise<Sandbox> => {
  const { host = '127.0.0.1', seed = 1, now = Date.now } = options;
  const recorded = recordedShop();
  const given = options.orders?.map(readOrder);
  const refunds = new Map(recorded.refunds);
  for (const { order, refunds: own } of given ?? []) if (own) refunds.set(numberOf(order, 'id'), [...own]);
  const woocommerce = await startWooCommerce(
    { host, port: options.woocommercePort ?? 0, seed, now },
    {
      recorded: { ...recorded, orders: given?.map(({ order }) => order) ?? recorded.orders, refunds },
      key: { consumerKey: options.consumerKey ?? 'ck_sandbox', consumerSecret: options.consumerSecret ?? 'cs_sandbox' },
      treatAsTls: options.treatAsTls ?? false,
      siteOffsetMinutes: options.siteOffsetMinutes ?? 0,
    },
  );
  const { generate, dropFolder = null, timeZone = 'Europe/London', tickMs = 0, ...stockSettings } = options.stock ?? {};
  const skus = deriveSkus(recorded.products, recorded.variations);
  const base = generate ? generatedBase(generate, seed) : listedBase(openingStock(skus, seed, zonedDay(now(), timeZone)));
  const started: { stop(): Promise<void> }[] = [woocommerce];
  const stop = async (): Promise<void> => {
    await Promise.all(started.map((each) => each.stop()));
  };
  try {
    const bluecherry = await startBlueCherry(
      { host, port: options.bluecherryPort ?? 0, seed: seed + 1, now },
      {
        access: { company: options.company ?? 'HTL', apiKeyHeader: options.apiKeyHeader ?? 'X-Api-Key', apiKey: options.apiKey ?? 'bc_sandbox_key' },
        skus,
        stock: { base, timeZone, dropFolder },
        tickMs,
        settings: {
          ...calmStock(),
          ...stockSettings,
          processingMs: options.processingMs ?? 0,
          perOrderMs: options.perOrderMs ?? 0,
          allowDuplicateExternalRef: options.allowDuplicateExternalRef ?? false,
        },
      },
    );
    started.push(bluecherry);
    const bigcommerce = options.bigcommerce ? await startStore({ host, seed: seed + 2, now }, options.bigcommerce) : null;
    if (bigcommerce) started.push(bigcommerce);
    return { woocommerce, bluecherry, ...(bigcommerce ? { bigcommerce } : {}), stop };
  } catch (error) {
    await stop();
    throw error;
  }
};
