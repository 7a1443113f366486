import { parseArgs } from 'node:util';
import { proveLanes } from './prove/lanes.ts';
import { proveOrders } from './prove/orders.ts';
import { proveStock, stockParts } from './prove/stock.ts';
import type { Verdict } from './prove/verdict.ts';

const usage = `npm run prove -- <name> [options]

  orders    paid WooCommerce orders become BlueCherry sales orders, exactly one each
              --orders <file>       another file of recorded orders: tells each one's outcome
              --catalogue client|orders   which SKUs the sandbox's BlueCherry knows (with --orders)
              --kills <n>           how often the host is killed (default 50)
  lanes     killed at every point of its work and at random, the host loses nothing and repeats nothing
              --engine sqlite|postgres   where it keeps its data (default sqlite)
              --workers <n>         how many of them work together on postgres (default 3)
              --kills <n>           how often one of them is killed at random (default 300)
              --orders <n>          how many orders are sold meanwhile (default 2000)
              --short               a sample of the points instead of all of them
  stock     the shop shows what there is to sell: the worked fixture, trading days with a drop under several
              buffers, the fewest calls from the first start on, and a feed that goes stale and comes back
              --part <name>         only one of them: ${stockParts.join(', ')}
              --days <n>            trading days that are added up (default 5)
              --engine postgres     for the part calls

  --client <name>   whose flows (default harbour-thread)
  --seed <n>        replays a run

The last line is JSON; the exit code is 0 only when everything holds.`;

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    orders: { type: 'string' },
    catalogue: { type: 'string' },
    kills: { type: 'string' },
    engine: { type: 'string', default: 'sqlite' },
    workers: { type: 'string' },
    short: { type: 'boolean', default: false },
    part: { type: 'string' },
    days: { type: 'string' },
    client: { type: 'string', default: 'harbour-thread' },
    seed: { type: 'string' },
    help: { type: 'boolean', default: false },
  },
});

const seed = values.seed === undefined ? Math.floor(Math.random() * 1_000_000_000) : Number(values.seed);
const say = (line: string): void => console.log(line);

async function run(name: string | undefined): Promise<Verdict | undefined> {
  if (values.help) return undefined;
  const { client, engine, short } = values;
  if (name === 'orders') {
    const catalogue = values.catalogue === 'client' || values.catalogue === 'orders' ? values.catalogue : undefined;
    return proveOrders({ client, seed, kills: Number(values.kills ?? 50), file: values.orders, catalogue }, say);
  }
  if (name === 'stock') {
    const part = stockParts.find((one) => one === values.part);
    if (part !== values.part) return undefined;
    if (engine !== 'sqlite' && engine !== 'postgres') return undefined;
    return proveStock({ client, engine, seed, days: Number(values.days ?? 5), part }, say);
  }
  if (name !== 'lanes' || (engine !== 'sqlite' && engine !== 'postgres')) return undefined;
  const workers = Number(values.workers ?? (engine === 'postgres' ? 3 : 1));
  // One file of SQLite belongs to one process.
  if (engine === 'sqlite' && workers !== 1) return undefined;
  return proveLanes({ client, seed, engine, workers, kills: Number(values.kills ?? 300), orders: Number(values.orders ?? 2000), short }, say);
}

// Whoever breaks it off has no hosts left running; PostgreSQL is given the time to stop.
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => setTimeout(() => process.exit(1), 3000));

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
