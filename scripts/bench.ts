import { parseArgs } from 'node:util';
import { benchOrders } from '../bench/orders.ts';

const usage = `npm run bench -- <name> [options]

  orders    orders per second through the whole path, beside the same job from stock Node-RED nodes
              --orders <n>   orders in the shop (default 3000)
              --rounds <n>   pairs of measurements (default 3)

  --client <name>   whose flows (default harbour-thread)

The last line is JSON.`;

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    orders: { type: 'string', default: '3000' },
    rounds: { type: 'string', default: '3' },
    client: { type: 'string', default: 'harbour-thread' },
    help: { type: 'boolean', default: false },
  },
});

if (positionals[0] !== 'orders' || values.help) {
  console.log(usage);
  process.exitCode = values.help ? 0 : 2;
} else {
  const figures = await benchOrders({ client: values.client, orders: Number(values.orders), rounds: Number(values.rounds) }, (line) => console.log(line));
  console.log(JSON.stringify({ bench: 'orders', figures }));
}
