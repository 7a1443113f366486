import { strict as assert } from 'node:assert';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { packageRoot } from '../../lib/package-root.ts';
import type { CanonicalMessage } from '../../lib/model/envelope.ts';
import type { ExceptionRecord } from '../../lib/model/exception-record.ts';
import type { SalesOrder } from '../../lib/model/sales-order.ts';
import type { FaultKind } from '../../sandbox/faults/fault.ts';
import { startSandbox, type Sandbox } from '../../sandbox/start-sandbox.ts';
import { startLocalServer, type LocalServer } from '../connectors/support/local-server.ts';
import { recordedOrder } from '../connectors/support/recorded.ts';
import { eventually } from '../support/eventually.ts';
import { catchAll, exceptions, probe, sandboxKeys, tab, woocommerceAccount } from '../support/messages.ts';
import { runFlow, type FlowRun } from '../support/node-runtime.ts';

type OrderMessage = CanonicalMessage<SalesOrder>;
interface Delivery {
  readonly headers: Record<string, string>;
  readonly rawBody: string;
}

describe('woocommerce-in', () => {
  let sandbox: Sandbox;
  let run: FlowRun;
  let seen: OrderMessage[];
  const source = (change: object = {}) => ({
    id: 'in', type: 'woocommerce-in', z: 'tab', account: 'shop', resource: 'orders', intervalSeconds: 3600, overlapSeconds: 300, startAt: '2026-01-01T00:00:00Z', webhookPath: 'woocommerce', statusTable: '', wires: [['seen', 'end']], ...change,
  });
  const end = { id: 'end', type: 'exception-queue', z: 'tab', action: 'close', reason: 'seen', wires: [[]] };
  const start = async (change: object = {}): Promise<void> => {
    run = await runFlow([tab, woocommerceAccount(sandbox.woocommerce.url), source(change), probe('seen'), end, catchAll, exceptions, probe('parked')], { env: sandboxKeys });
    run.node('seen').on('input', (message) => seen.push(message as unknown as OrderMessage));
  };
  beforeEach(async () => {
    seen = [];
    sandbox = await startSandbox();
  });
  afterEach(async () => {
    await run.stop();
    await sandbox.stop();
  });
  /** Where the source stands once a sweep is through. */
  const cursor = async (): Promise<string> => {
    await eventually('a good sweep', async () => (await run.store.read.feedRuns.lastGood('harbour-thread:orders')) ?? undefined);
    return (await run.store.read.cursors.get('harbour-thread:orders')) ?? '';
  };
  const askedLists = (): number => sandbox.woocommerce.record().requests.filter(({ path: asked }) => asked.includes('/orders?')).length;

  it('reads every recorded order once, in any status, and remembers where it stands', async () => {
    await start();
    assert.equal(await cursor(), '2026-11-20T23:43:20Z');
    assert.deepEqual(seen.map(({ payload }) => Number(payload.orderId)).sort((a, b) => a - b).length, 24);
    assert.equal(new Set(seen.map(({ selvedge }) => selvedge.key)).size, 24);
  });

  it('moves its cursor past an order that its flow dropped only once that is an exception', async () => {
    await start({ wires: [['seen']] });
    await eventually('the page', () => (seen.length === 24 ? true : undefined));
    assert.ok(await cursor());
    assert.equal((await run.store.read.timeline.of('sales-order', 'HT-53', 5)).at(-1)?.kind, 'parked', 'an order that no node took was not dropped silently');
  });

  it('sweeps sooner after a signed delivery, and takes what changed once', async () => {
    await start();
    await cursor();
    sandbox.woocommerce.shop.patchOrder(66, { status: 'processing' });
    const [delivery = { headers: {}, rawBody: Buffer.alloc(0) }] = await recordedDeliveries();
    assert.equal((await run.deliver('woocommerce', delivery)).status, 200);
    await eventually('the changed order', () => (seen.length === 25 ? true : undefined));
    assert.deepEqual([seen.at(-1)?.payload.orderId, seen.at(-1)?.payload.state], ['66', 'paid']);
  });

  it('refuses a delivery with one byte changed, logs it and does not sweep', async () => {
    await start();
    await cursor();
    const before = askedLists();
    for (const { headers, rawBody } of await recordedDeliveries()) {
      const changed = Buffer.from(rawBody);
      changed[10] = (changed[10] ?? 0) ^ 1;
      const answer = await run.deliver('woocommerce', { headers, rawBody: changed });
      assert.equal(answer.status, 401);
    }
    assert.equal(run.logged.filter(({ fields }) => (fields as { code?: string }).code === 'WEBHOOK_SIGNATURE_INVALID').length, 3);
    assert.equal(askedLists(), before);
  });

  it('does not start to sweep from a time that is none, and says how to write one', async () => {
    await start({ startAt: 'yesterday' });
    assert.equal((await run.deliver('woocommerce', { headers: {}, rawBody: Buffer.from('webhook_id=1') })).status, 404);
    assert.equal(askedLists(), 0);
  });

  it('remembers its first start although nothing was sold, so that a later start does not skip what came between', async () => {
    const begun = Date.now();
    await start({ startAt: '' });
    assert.ok(Date.parse(await cursor()) >= begun);
    assert.equal(seen.length, 0);
  });

  it('answers the unsigned creation ping', async () => {
    await start();
    assert.equal((await run.deliver('woocommerce', { headers: { 'content-type': 'application/x-www-form-urlencoded' }, rawBody: Buffer.from('webhook_id=1') })).status, 200);
  });

  it('parks an order in a status that nobody has mapped, and goes on with the others', async () => {
    sandbox.woocommerce.shop.patchOrder(53, { status: 'awaiting-dragon' });
    await start();
    await cursor();
    const [parked] = await run.store.read.exceptions.list({ state: ['open'], limit: 5 });
    assert.deepEqual([parked?.code, parked?.key], ['STATUS_UNMAPPED', 'HT-53']);
    assert.match(parked?.text ?? '', /awaiting-dragon/);
    assert.equal(seen.length, 23);
  });

  for (const kind of ['500', '503-html', 'html-200', 'malformed-json', 'error-in-200', '429', 'close'] satisfies FaultKind[]) {
    it(`loses nothing when the shop answers with ${kind}`, async () => {
      sandbox.woocommerce.traffic.addFaults({ kind, match: { pathIncludes: '/orders' }, times: 3 });
      await start({ intervalSeconds: 1 });
      await eventually('all orders', () => (new Set(seen.map(({ selvedge }) => selvedge.key)).size === 24 ? true : undefined), 30_000);
    }).timeout(40_000);
  }

  it('fetches a parked order afresh when it is replayed', async () => {
    sandbox.woocommerce.shop.patchOrder(53, { status: 'awaiting-dragon' });
    await start();
    await cursor();
    const { items } = (await run.request().get('/selvedge/exceptions?state=open')).body as { items: ExceptionRecord[] };
    sandbox.woocommerce.shop.patchOrder(53, { status: 'processing' });
    await run.request().post(`/selvedge/exceptions/${items[0]?.id ?? 0}/replay`).send({});
    await eventually('order 53', () => seen.find(({ payload }) => payload.orderId === '53'));
  });
});

describe('woocommerce-in, with a broken record in its page', () => {
  let shop: LocalServer;
  let run: FlowRun;
  afterEach(async () => {
    await run.stop();
    await shop.close();
  });

  it('parks each record that cannot be read by itself, once, and takes the others', async () => {
    const without = (id: number, member: string): object => Object.fromEntries(Object.entries(recordedOrder(id)).filter(([name]) => name !== member));
    const page = [recordedOrder(53), without(54, 'id'), { ...recordedOrder(55), id: 'abc' }, { ...recordedOrder(56), line_items: [null] }, { ...recordedOrder(57), billing: 'x' }, recordedOrder(58)];
    shop = await startLocalServer(() => ({ body: page, headers: { 'x-wp-totalpages': '1' } }));
    const seen: string[] = [];
    const source = { id: 'in', type: 'woocommerce-in', z: 'tab', account: 'shop', resource: 'orders', intervalSeconds: 1, overlapSeconds: 300, startAt: '2026-01-01T00:00:00Z', webhookPath: '', statusTable: '', wires: [['seen', 'end']] };
    const end = { id: 'end', type: 'exception-queue', z: 'tab', action: 'close', reason: 'seen', wires: [[]] };
    run = await runFlow([tab, woocommerceAccount(shop.url), source, probe('seen'), end, catchAll, exceptions, probe('parked')], { env: sandboxKeys });
    run.node('seen').on('input', (message) => seen.push((message as unknown as OrderMessage).payload.orderId));
    await eventually('a second sweep', async () => (shop.requests.length >= 2 ? await run.store.read.cursors.get('harbour-thread:orders') ?? undefined : undefined));
    assert.deepEqual(seen.sort(), ['53', '58']);
    const parked = await run.store.read.exceptions.list({ state: ['open'], limit: 10 });
    assert.deepEqual([...new Set(parked.map(({ code }) => code))], ['REMOTE_RECORD_INVALID']);
    const keys = parked.map(({ key }) => key.replace(/[\w-]{12}$/, '…')).sort();
    assert.deepEqual(keys, ['HT-56', 'HT-57', 'HT-unreadable-…', 'HT-unreadable-…']);
  });
});

async function recordedDeliveries(): Promise<{ headers: Record<string, string>; rawBody: Buffer }[]> {
  const file = path.join(packageRoot, 'test', 'fixtures', 'woocommerce', 'webhook-deliveries.json');
  const recorded = JSON.parse(await readFile(file, 'utf8')) as Delivery[];
  return recorded.filter(({ headers }) => 'x-wc-webhook-signature' in headers).map(({ headers, rawBody }) => ({ headers, rawBody: Buffer.from(rawBody) }));
}
