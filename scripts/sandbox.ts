import { fork, type ChildProcess } from 'node:child_process';
import { fstatSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { startSandbox } from '../sandbox/start-sandbox.ts';
import { receiveDelivery } from '../sandbox/trading/deliveries.ts';

/** The addresses that the clients' env.example names. */
export const sandboxPorts: { readonly woocommerce: number; readonly bluecherry: number } = { woocommerce: 4711, bluecherry: 4712 };

export interface SandboxAddresses {
  readonly woocommerceUrl: string;
  readonly bluecherryUrl: string;
}

type Report = ({ readonly type: 'sandbox-ready' } & SandboxAddresses) | { readonly type: 'sandbox-failed'; readonly reason: string };

export interface ForkedSandbox extends SandboxAddresses {
  readonly process: ChildProcess;
  stop(): Promise<void>;
}

/** The sandbox as a child process that ends with its parent; rejects with one sentence when it cannot start. */
export const forkSandbox = (
  { woocommercePort = sandboxPorts.woocommerce, bluecherryPort = sandboxPorts.bluecherry, ordersEverySeconds = 8 } = {},
): Promise<ForkedSandbox> =>
  new Promise((resolve, reject) => {
    const flags = { 'woocommerce-port': woocommercePort, 'bluecherry-port': bluecherryPort, 'orders-every': ordersEverySeconds };
    const child = fork(
      fileURLToPath(import.meta.url),
      Object.entries(flags).map(([name, value]) => `--${name}=${value}`),
      { stdio: ['ignore', 'ignore', 'inherit', 'ipc'] },
    );
    const ended = new Promise<void>((done) => child.once('exit', () => done()));
    child.once('error', reject);
    child.once('exit', () => reject(new Error('The sandbox ended before it was ready.')));
    child.once('message', (message) => {
      const report = message as Report;
      if (report.type === 'sandbox-failed') {
        reject(new Error(report.reason));
        return;
      }
      const stop = (): Promise<void> => (child.kill('SIGTERM'), ended);
      resolve({ woocommerceUrl: report.woocommerceUrl, bluecherryUrl: report.bluecherryUrl, process: child, stop });
    });
  });

/** The thirteenth order of a dozen has the product without SKU: something for a person to do. */
const demoTemplates = [53, 54, 56, 58, 59, 61, 63, 64, 67, 68, 70, 77, 69];

/** What the demo sells comes in again. */
const deliveryEveryMs = 5 * 60_000;

const wholeNumber = (flag: string, text: string): number => {
  const value = Number(text);
  if (text.trim() === '' || !Number.isInteger(value) || value < 0) throw new RangeError(`--${flag} must be a whole number, not "${text}".`);
  return value;
};

const inWords = (error: unknown): string => {
  if (!(error instanceof Error)) return String(error);
  const { code, port } = error as NodeJS.ErrnoException & { readonly port?: number };
  return code === 'EADDRINUSE' ? `The sandbox cannot start: port ${String(port)} is in use (another sandbox?).` : `The sandbox cannot start: ${error.message}`;
};

const main = async (): Promise<void> => {
  const { values } = parseArgs({
    options: {
      'woocommerce-port': { type: 'string', default: String(sandboxPorts.woocommerce) },
      'bluecherry-port': { type: 'string', default: String(sandboxPorts.bluecherry) },
      'orders-every': { type: 'string', default: '0' },
      'stock-every': { type: 'string', default: '60' },
      'drop-folder': { type: 'string' },
    },
  });
  const ordersEverySeconds = wholeNumber('orders-every', values['orders-every']);
  const dropFolder = values['drop-folder'];
  const sandbox = await startSandbox({
    woocommercePort: wholeNumber('woocommerce-port', values['woocommerce-port']),
    bluecherryPort: wholeNumber('bluecherry-port', values['bluecherry-port']),
    processingMs: 300,
    perOrderMs: 20,
    stock: {
      stockEveryMs: wholeNumber('stock-every', values['stock-every']) * 1000,
      stockRunMs: 3000,
      stockGraceMs: 30_000,
      stockPickAfterMs: 180_000,
      stockShipAfterMs: 180_000,
      tickMs: 1000,
      ...(dropFolder === undefined ? {} : { dropFolder }),
    },
  });
  sandbox.woocommerce.traffic.set({ latencyMs: 40, jitterMs: 40 });
  sandbox.bluecherry.traffic.set({ latencyMs: 40, jitterMs: 40, callsPerSecond: 20 });
  console.log(`WooCommerce sandbox at ${sandbox.woocommerce.url} (key ck_sandbox, secret cs_sandbox)`);
  console.log(`BlueCherry sandbox at ${sandbox.bluecherry.url} (company HTL, API key bc_sandbox_key)`);

  let placed = 0;
  const demo =
    ordersEverySeconds > 0
      ? setInterval(() => sandbox.woocommerce.shop.cloneOrders({ count: 1, ids: [demoTemplates[placed++ % demoTemplates.length] ?? 53] }), ordersEverySeconds * 1000)
      : undefined;

  const deliveries = ordersEverySeconds > 0 ? setInterval(() => receiveDelivery(sandbox.bluecherry), deliveryEveryMs) : undefined;

  let ending = false;
  const end = (): void => {
    if (ending) return;
    ending = true;
    clearInterval(demo);
    clearInterval(deliveries);
    void sandbox.stop().then(() => process.exit(0));
  };
  // Ctrl-C reaches a whole process group: a forked sandbox outlasts it, so that its parent can finish what is under way.
  if (process.connected) process.on('SIGINT', () => undefined);
  else process.once('SIGINT', end);
  process.once('SIGTERM', end);
  process.once('disconnect', end);
  // A pipe on standard input is held by whoever started us; /dev/null and a terminal say nothing about a parent.
  const input = fstatSync(0);
  if (input.isFIFO() || input.isSocket()) process.stdin.resume().once('end', end);

  const ready: Report = { type: 'sandbox-ready', woocommerceUrl: sandbox.woocommerce.url, bluecherryUrl: sandbox.bluecherry.url };
  process.send?.(ready);
};

if (import.meta.main) {
  try {
    await main();
  } catch (error) {
    const reason = inWords(error);
    process.exitCode = 1;
    const failed: Report = { type: 'sandbox-failed', reason };
    if (process.send) process.send(failed, () => process.disconnect());
    else console.error(reason);
  }
}
