import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { OperationError } from '../lib/errors/operation-error.ts';
import type { Settings } from '../settings.ts';
import { readSettings } from '../settings.ts';
import { isBuildFresh } from './build/is-build-fresh.ts';
import { forkSandbox } from './sandbox.ts';

/** So often the sandbox's shop sells something, in seconds: a person who watches sees orders move. */
const ordersEverySeconds = 8;

/** `npm start`: builds what is out of date, starts the sandbox when it is on, then the host in this very process. */
async function start(): Promise<void> {
  const settings = readSettings(process.env, process.argv.slice(2));
  const root = settings.packageRoot;
  if (!isBuildFresh(root)) {
    process.stdout.write('The sources changed since the last build: building first.\n');
    const { status } = spawnSync(process.execPath, [path.join(root, 'scripts', 'build.ts')], { stdio: 'inherit' });
    if (status !== 0) process.exit(status ?? 1);
  }
  if (settings.sandbox) await startSandbox(settings);
  // The host runs as it was built, so that it and the nodes share one copy of lib.
  await import(pathToFileURL(path.join(root, 'dist', 'server', 'main.js')).href);
}

/** The sandbox outlives Ctrl-C, because the host still speaks to it while it drains; it ends with this process. */
async function startSandbox({ clientVariables }: Settings): Promise<void> {
  const sandbox = await forkSandbox({
    woocommercePort: portOf('WOOCOMMERCE_URL', clientVariables),
    bluecherryPort: portOf('BLUECHERRY_URL', clientVariables),
    ordersEverySeconds,
  });
  process.stdout.write(`WooCommerce sandbox at ${sandbox.woocommerceUrl}\nBlueCherry sandbox at ${sandbox.bluecherryUrl}\n`);
  process.on('exit', () => sandbox.process.kill());
  sandbox.process.once('exit', () => {
    process.stderr.write('The sandbox has ended, so this ends as well.\n');
    process.exitCode = 1;
    process.kill(process.pid, 'SIGTERM');
  });
}

function portOf(name: string, variables: Settings['clientVariables']): number {
  const value = variables[name] ?? '';
  const url = URL.parse(value);
  if (!url || url.port === '' || !['127.0.0.1', 'localhost'].includes(url.hostname)) {
    throw new OperationError('SETTING_INVALID', `${name} is "${value}", but with the sandbox on it must be an address on this machine with a port, as in env.example (SANDBOX=off leaves the sandbox out).`);
  }
  return Number(url.port);
}

function giveUp(error: unknown): never {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exit(1);
}

await start().catch(giveUp);
