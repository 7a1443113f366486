import path from 'node:path';
import { packageRoot } from '../../lib/package-root.ts';
import { checkRecording } from './expected-recording.ts';
import { goodDay, type Catalogue } from './good-day.ts';
import { killedDay } from './killed-day.ts';
import { describe, type Ended } from './outcomes.ts';
import { readRecordedOrders, type RecordedCase } from './recorded-orders.ts';
import { skusOf } from './skus-of.ts';
import type { Verdict } from './verdict.ts';

const recording = path.join(packageRoot, 'samples', 'woocommerce', 'orders.json');

export interface OrdersOptions {
  readonly client: string;
  readonly seed: number;
  readonly kills: number;
  /** Another file of recorded orders: their outcomes are told, and nothing is killed. */
  readonly file: string | undefined;
  readonly catalogue: Catalogue | undefined;
}

/** "Paid WooCommerce orders become BlueCherry sales orders, exactly one each", against the product as it stands. */
export async function proveOrders(options: OrdersOptions, say: (line: string) => void): Promise<Verdict> {
  return options.file === undefined ? proveRecording(options, say) : proveFile(options, options.file, say);
}

async function proveRecording({ client, seed, kills }: OrdersOptions, say: (line: string) => void): Promise<Verdict> {
  const cases = await readRecordedOrders(recording);
  say(`${cases.length} recorded orders through the flows of ${client}`);
  const day = await goodDay(client, cases, { seed, catalogue: 'client', putRight: true });
  for (const one of day.ended) say(describe(one));
  say(`${kills} kills at random moments (seed ${seed}), with lost answers, 429 and 500 in between`);
  const killed = await killedDay(client, recording, { seed, kills, orders: kills * 4 });
  const faults = [...day.faults, ...checkRecording(day.ended), ...killed.faults];
  return { prove: 'orders', holds: faults.length === 0, figures: { ...count(day.ended), ...day.figures, killed: killed.figures }, seed, faults };
}

async function proveFile({ client, seed, catalogue }: OrdersOptions, file: string, say: (line: string) => void): Promise<Verdict> {
  const cases = await readRecordedOrders(file);
  const chosen = catalogue ?? (await catalogueFor(cases));
  say(`${cases.length} orders of ${file} through the flows of ${client}; BlueCherry knows ${chosen === 'client' ? "the client's SKUs" : 'the SKUs of these orders'}`);
  const day = await goodDay(client, cases, { seed, catalogue: chosen, putRight: false });
  for (const one of day.ended) say(describe(one));
  const outcomes = day.ended.map(({ name, key, outcome }) => {
    if (outcome?.kind !== 'sales order') return { name, key, outcome };
    return { name, key, outcome: { kind: outcome.kind, ordNum: outcome.ordNum, totals: outcome.arrived.body.totals } };
  });
  return { prove: 'orders', holds: day.faults.length === 0, figures: { ...count(day.ended), catalogue: chosen, outcomes }, seed, faults: day.faults };
}

/**
 * A recording of another shop comes without that shop's ERP: when it shares less than half of its SKUs with the
 * client's recordings, the sandbox's BlueCherry learns the SKUs of the orders themselves.
 */
async function catalogueFor(cases: readonly RecordedCase[]): Promise<Catalogue> {
  const known = skusOf(await readRecordedOrders(recording));
  const skus = [...skusOf(cases)];
  return skus.filter((sku) => known.has(sku)).length * 2 >= skus.length ? 'client' : 'orders';
}

function count(ended: readonly Ended[]): Record<string, number> {
  const of = (kind: string): number => ended.filter(({ outcome }) => outcome?.kind === kind).length;
  return { orders: ended.length, salesOrders: of('sales order'), exceptions: of('exception'), notSent: of('not sent'), lost: ended.filter(({ outcome }) => !outcome).length };
}
