import { cp, mkdtemp, rm } from 'node:fs/promises';
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

export async function openWorkspace(client: string, sandbox: Sandbox, env: Readonly<Record<string, string>> = {}): Promise<Workspace> {
  const folder = await mkdtemp(path.join(tmpdir(), 'selvedge-prove-'));
  const flowsDir = path.join(folder, 'flows');
  // A real client's .env stays behind: a proof never touches anything but the sandbox.
  const source = path.join(packageRoot, 'flows', client);
  await cp(source, path.join(flowsDir, client), { recursive: true, filter: (file) => path.basename(file) !== '.env' });
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
