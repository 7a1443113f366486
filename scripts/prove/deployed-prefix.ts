import { readFile } from 'node:fs/promises';
import path from 'node:path';

/** What a client's flows put before an order's id to make BlueCherry's reference, as it stands in their files. */
export async function deployedPrefix(flowsDir: string, client: string): Promise<string> {
  const nodes = JSON.parse(await readFile(path.join(flowsDir, client, 'accounts.json'), 'utf8')) as { type: string; externalRefPrefix?: string }[];
  const prefix = nodes.find(({ type }) => type === 'woocommerce-account')?.externalRefPrefix;
  if (prefix === undefined) throw new Error(`${client} has no WooCommerce account: this proof needs one.`);
  return prefix;
}
