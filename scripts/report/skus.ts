import type { Sellable } from '../../lib/model/sellable.ts';
import { checkSkus, type CheckedSellable } from '../../lib/operations/check-skus.ts';
import { toCsv } from './csv.ts';
import type { ClientAccounts } from './open-accounts.ts';

export interface SkuReport {
  readonly checked: number;
  readonly findings: readonly CheckedSellable[];
}

/** Reads every product and variation of the shop and asks BlueCherry for their SKUs. */
export async function skuReport({ woocommerce, bluecherry }: Pick<ClientAccounts, 'woocommerce' | 'bluecherry'>): Promise<SkuReport> {
  const sellables: Sellable[] = [];
  for await (const some of woocommerce.listSellables()) sellables.push(...some);
  const codes = new Set(sellables.flatMap(({ skuCode }) => (skuCode === null ? [] : [skuCode])));
  return { checked: sellables.length, findings: checkSkus(sellables, await bluecherry.findSkus([...codes])) };
}

const columns = ['product', 'variation', 'name', 'SKU', 'on sale', 'finding'];

export function skuReportCsv({ findings }: SkuReport): string {
  return toCsv([columns, ...findings.map((one) => [one.productId, one.variantId ?? '', one.name, one.skuCode ?? '', one.published ? 'yes' : 'no', one.finding])]);
}
