import { parseArgs } from 'node:util';
import { benchLanes } from '../bench/lanes.ts';
import { benchOrders } from '../bench/orders.ts';
import { benchStock } from '../bench/stock.ts';

const usage = `npm run bench -- <name> [options]

  orders    orders per second through the whole path, beside the same job from stock Node-RED nodes
              --orders <n>   orders in the shop (default 3000)
              --rounds <n>   pairs of measurements (default 3)
  lanes     what a durable lane does, beside raw inserts into the same database
              --engine <sqlite|postgres|both>   (default both)
              --backlog <n>  entries waiting in the large lane (default 1000000)
              --rounds <n>   repetitions of each measurement (default 5)
              --quick        a few seconds, to see that it works; its figures say nothing

  stock     a full cycle of the inventory feed from the ERP's answers to the figures that leave, beside parsing the same answers
              --skus <n>     (default 100000), at --locations <n> each (default 5)
              --order <by-sku|by-location>   in which order the pages hold the lines (default by-sku)
              --rounds <n>   repetitions of each measurement (default 3)
              --large        ten times as many SKUs as well

  --client <name>   whose flows (default harbour-thread)

The last line is JSON.`;

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    orders: { type: 'string', default: '3000' },
    rounds: { type: 'string' },
    engine: { type: 'string', default: 'both' },
    backlog: { type: 'string' },
    quick: { type: 'boolean', default: false },
    skus: { type: 'string', default: '100000' },
    locations: { type: 'string', default: '5' },
    order: { type: 'string', default: 'by-sku' },
    large: { type: 'boolean', default: false },
    client: { type: 'string', default: 'harbour-thread' },
    help: { type: 'boolean', default: false },
  },
});
const { client, quick } = values;
const say = (line: string): void => console.log(line);
const engines = { sqlite: ['sqlite'], postgres: ['postgres'], both: ['sqlite', 'postgres'] } as const;

const benches: Readonly<Record<string, () => Promise<object>>> = {
  orders: () => benchOrders({ client, orders: Number(values.orders), rounds: Number(values.rounds ?? 3) }, say),
  lanes: () =>
    benchLanes(
      { engines: engines[values.engine as keyof typeof engines], client, rounds: Number(values.rounds ?? (quick ? 1 : 5)), backlog: Number(values.backlog ?? (quick ? 2000 : 1_000_000)), quick },
      say,
    ),
  stock: () =>
    benchStock(
      { skus: Number(values.skus), locations: Number(values.locations), order: values.order === 'by-location' ? 'by-location' : 'by-sku', rounds: Number(values.rounds ?? 3), large: values.large },
      say,
    ),
};

const name = positionals[0] ?? '';
const bench = benches[name];
if (!bench || values.help || !(values.engine in engines) || !['by-sku', 'by-location'].includes(values.order)) {
  console.log(usage);
  process.exitCode = values.help ? 0 : 2;
} else {
  console.log(JSON.stringify({ bench: name, figures: await bench() }));
}
