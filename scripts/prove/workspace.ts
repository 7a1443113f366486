import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { packageRoot } from '../../lib/package-root.ts';
import type { Sandbox } from '../../sandbox/start-sandbox.ts';
import { freePort } from './free-port.ts';
import type { HostOptions } from './host-process.ts';

/** A copy of the client's flows, an empty data folder and the variables that lead to the sandbox. */
export interface Workspace {
  readonly folder: string;
  readonly tables: string;
  readonly host: HostOptions;
  remove(): Promise<void>;
}

/** Of a client's tabs, those that a proof of orders has nothing to do with: what they report would be taken for faults of orders. */
export const besideOrders = ['tabs/stock.json'] as const;

/** @param without tabs that are left out, as flows.json names them */
export async function openWorkspace(client: string, sandbox: Sandbox, env: Readonly<Record<string, string>> = {}, without: readonly string[] = []): Promise<Workspace> {
  const folder = await mkdtemp(path.join(tmpdir(), 'selvedge-prove-'));
  const flowsDir = path.join(folder, 'flows');
  // A real client's .env stays behind: a proof never touches anything but the sandbox.
  const source = path.join(packageRoot, 'flows', client);
  await cp(source, path.join(flowsDir, client), { recursive: true, filter: (file) => path.basename(file) !== '.env' });
  await leaveOut(path.join(flowsDir, client), without);
  return {
    folder,
    tables: path.join(flowsDir, client, 'tables'),
    host: {
      root: packageRoot,
      client,
      flowsDir,
      dataDir: path.join(folder, 'data'),
      port: await freePort(),
      env: {
        WOOCOMMERCE_URL: sandbox.woocommerce.url,
        WOOCOMMERCE_CONSUMER_KEY: 'ck_sandbox',
        WOOCOMMERCE_CONSUMER_SECRET: 'cs_sandbox',
        WOOCOMMERCE_WEBHOOK_SECRET: 'whsec-example',
        WOOCOMMERCE_CALLS_PER_SECOND: '200',
        BLUECHERRY_URL: sandbox.bluecherry.url,
        BLUECHERRY_API_KEY: 'bc_sandbox_key',
        BLUECHERRY_CALLS_PER_SECOND: '200',
        BLUECHERRY_SETTLE_SECONDS: '2',
        BLUECHERRY_ORDERS_SECONDS: '10',
        ORDERS_START_AT: '1970-01-01T00:00:00Z',
        ORDERS_SWEEP_SECONDS: '1',
        ...env,
      },
    },
    remove: () => rm(folder, { recursive: true, force: true }),
  };
}

/** Out of the index, and the file itself: a file that somebody added by hand is a tab all the same. */
async function leaveOut(folder: string, without: readonly string[]): Promise<void> {
  const index = path.join(folder, 'flows.json');
  let text = await readFile(index, 'utf8');
  for (const tab of without) {
    // Written as a deploy would write it, so that a deploy changes nothing of it.
    text = [`"${tab}", `, `, "${tab}"`, `"${tab}"`].reduce((rest, entry) => rest.replace(entry, ''), text);
    await rm(path.join(folder, tab), { force: true });
  }
  await writeFile(index, text);
}
