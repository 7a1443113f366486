import path from 'node:path';
import { packageRoot } from '../../../lib/package-root.ts';
import { seededRandom, type Random } from '../../../sandbox/seeded-random.ts';
import { startSandbox, type Sandbox } from '../../../sandbox/start-sandbox.ts';
import { asShopOrders } from '../as-shop-orders.ts';
import { deployedPrefix } from '../deployed-prefix.ts';
import { readRecordedOrders, rowsOf, type RecordedCase } from '../recorded-orders.ts';
import { besideOrders, openWorkspace, type Workspace } from '../workspace.ts';
import { makeImpatient } from './make-impatient.ts';
import { openTill, type Till } from './sold-orders.ts';

const recording = path.join(packageRoot, 'samples', 'woocommerce', 'orders.json');

/** A shop that sells, an ERP that writes down what it gets, and a client's flows between them that are not running yet. */
export interface ShopAndErp {
  readonly sandbox: Sandbox;
  readonly workspace: Workspace;
  readonly till: Till;
  readonly random: Random;
  remove(): Promise<void>;
}

/**
 * The ERP is naive on purpose: it makes a second sales order whenever it is asked to, so that only the product itself
 * keeps an order from being there twice.
 */
export async function openShopAndErp(client: string, seed: number, env: Readonly<Record<string, string>>): Promise<ShopAndErp> {
  const recorded = await readRecordedOrders(recording);
  const paid = recorded.filter(({ order }) => ['processing', 'completed'].includes(order.status));
  const [complete, incomplete] = [paid.filter(hasSkus), paid.filter((one) => !hasSkus(one))];
  const withoutSku = incomplete[0]?.order;
  if (!withoutSku) throw new Error(`${recording} has no paid order without SKU: this proof needs one.`);
  const sandbox = await startSandbox({ orders: asShopOrders([...complete, ...incomplete]), seed, allowDuplicateExternalRef: true, processingMs: 40 });
  const workspace = await openWorkspace(client, sandbox, { BLUECHERRY_SETTLE_SECONDS: '1', ...env }, besideOrders);
  await makeImpatient(workspace.host.flowsDir, client);
  const random = seededRandom(seed);
  const prefix = await deployedPrefix(workspace.host.flowsDir, client);
  const till = openTill(sandbox, { prefix, random, templates: complete.map(({ order }) => order), withoutSku });
  return {
    sandbox,
    workspace,
    till,
    random,
    async remove() {
      await sandbox.stop();
      await workspace.remove();
    },
  };
}

function hasSkus({ order }: RecordedCase): boolean {
  return rowsOf(order.line_items).every(({ sku }) => sku);
}
