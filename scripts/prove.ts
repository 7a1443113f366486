import { parseArgs } from 'node:util';
import { proveOrders } from './prove/orders.ts';
import type { Verdict } from './prove/verdict.ts';

const usage = `npm run prove -- <name> [options]

  orders    paid WooCommerce orders become BlueCherry sales orders, exactly one each
              --orders <file>       another file of recorded orders: tells each one's outcome
              --catalogue client|orders   which SKUs the sandbox's BlueCherry knows (with --orders)
              --kills <n>           how often the host is killed (default 50)

  --client <name>   whose flows (default harbour-thread)
  --seed <n>        replays a run

The last line is JSON; the exit code is 0 only when everything holds.`;

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    orders: { type: 'string' },
    catalogue: { type: 'string' },
    kills: { type: 'string', default: '50' },
    client: { type: 'string', default: 'harbour-thread' },
    seed: { type: 'string' },
    help: { type: 'boolean', default: false },
  },
});

const seed = values.seed === undefined ? Math.floor(Math.random() * 1_000_000_000) : Number(values.seed);
const say = (line: string): void => console.log(line);

async function run(name: string | undefined): Promise<Verdict | undefined> {
  if (name !== 'orders' || values.help) return undefined;
  const catalogue = values.catalogue === 'client' || values.catalogue === 'orders' ? values.catalogue : undefined;
  return proveOrders({ client: values.client, seed, kills: Number(values.kills), file: values.orders, catalogue }, say);
}

const verdict = await run(positionals[0]);
if (!verdict) {
  console.log(usage);
  process.exitCode = values.help ? 0 : 2;
} else {
  const { faults, ...line } = verdict;
  for (const fault of faults) console.log(`DOES NOT HOLD  ${fault}`);
  console.log(JSON.stringify(line));
  process.exitCode = verdict.holds ? 0 : 1;
}
