import assert from 'node:assert/strict';
import { createHmac } from 'node:crypto';
import pg from 'pg';
import { openWorkspace, type Workspace } from '../../scripts/prove/workspace.ts';
import { startSandbox, type Sandbox } from '../../sandbox/start-sandbox.ts';
import { createPostgresServer, type PostgresServer } from '../../scripts/prove/postgres-server.ts';
import { eventually } from '../support/eventually.ts';
import { send, startHost, type HostProcess } from './support/host-process.ts';

interface Health {
  readonly ready: boolean;
  readonly worker: {
    readonly engine: string;
    readonly lease: { readonly lease: string };
    readonly drives: readonly { readonly lease: string }[];
    readonly lanes: readonly { readonly lane: string; readonly leading: boolean; readonly inFlight: number }[];
  };
}

interface Worker {
  readonly process: HostProcess;
  readonly url: string;
  health(): Promise<Health>;
  /** Whether it drives the lane of the orders. */
  leads(): Promise<boolean>;
}

const lane = 'bluecherry-orders';

describe('two workers of one client on one PostgreSQL', function () {
  this.timeout(60_000);
  let server: PostgresServer;
  let sandbox: Sandbox;
  let workspace: Workspace;
  let workers: Worker[];
  let databases = 0;
  const databaseUrl = (): string => server.url.replace(/\/postgres$/, `/day${databases}`);

  before(async () => {
    server = await createPostgresServer();
    await server.start();
  });
  after(() => server.remove());
  beforeEach(async () => {
    workers = [];
    // A second sales order under one reference would be taken, and seen.
    sandbox = await startSandbox({ allowDuplicateExternalRef: true });
    // Nothing comes by itself: what is read was sold from now on, and hinted at.
    workspace = await openWorkspace('harbour-thread', sandbox, { ORDERS_START_AT: new Date().toISOString(), ORDERS_SWEEP_SECONDS: '3600', BLUECHERRY_SETTLE_SECONDS: '1' });
    databases += 1;
    const client = new pg.Client({ connectionString: server.url });
    await client.connect();
    await client.query(`create database day${databases}`);
    await client.end();
  });
  afterEach(async () => {
    for (const { process: { child } } of workers) {
      child.kill('SIGCONT');
      child.kill('SIGKILL');
    }
    await Promise.all(workers.map(({ process: { exit } }) => exit));
    await sandbox.stop();
    await workspace.remove();
  });

  /** They share the folders of flows and data, as workers on one machine may. */
  const start = async (): Promise<Worker> => {
    const { env, client, flowsDir, dataDir } = workspace.host;
    const host = startHost({ ...env, CLIENT: client, FLOWS_DIR: flowsDir, DATA_DIR: dataDir, PORT: '0', SANDBOX: 'on', DATABASE_URL: databaseUrl() }, 'dist/server/main.js');
    const url = await host.ready();
    const health = async (): Promise<Health> => JSON.parse((await send(`${url}health`)).body) as Health;
    const worker: Worker = { process: host, url, health, leads: async () => (await health()).worker.lanes.some(({ lane: name, leading }) => name === lane && leading) };
    workers.push(worker);
    return worker;
  };
  /** The one that drives the lane, and the one that stands by. */
  const startBoth = async (): Promise<{ leader: Worker; other: Worker }> => {
    const [one, two] = await Promise.all([start(), start()]);
    return eventually('a leader', async () => {
      const [first, second] = await Promise.all([one.leads(), two.leads()]);
      assert.ok(!(first && second), 'both drive the lane');
      return first ? { leader: one, other: two } : second ? { leader: two, other: one } : undefined;
    });
  };
  const sell = (): { id: number; reference: string } => {
    const [id = 0] = sandbox.woocommerce.shop.cloneOrders({ count: 1, ids: [53] });
    return { id, reference: `HT-${id}` };
  };
  /** As the shop tells of a new order: any worker may be told. */
  const deliver = async ({ url }: Worker, id: number): Promise<void> => {
    const body = JSON.stringify({ id });
    const headers = { 'content-type': 'application/json', 'x-wc-webhook-topic': 'order.updated', 'x-wc-webhook-signature': createHmac('sha256', 'whsec-example').update(body).digest('base64') };
    assert.equal((await send(`${url}hooks/harbour-thread/woocommerce`, { method: 'POST', headers, body })).status, 200);
  };
  const salesOrders = (reference: string): number => sandbox.bluecherry.record().salesOrders.filter(({ externalRef }) => externalRef === reference).length;
  const arrived = (reference: string, withinMs = 8000): Promise<unknown> => eventually(`sales order ${reference}`, () => salesOrders(reference) || undefined, withinMs);
  const takenOver = (by: Worker, withinMs: number): Promise<unknown> => eventually('the other worker drives the lane', async () => (await by.leads()) || undefined, withinMs);

  it('take webhooks both, and the one that has the lease brings the order through', async () => {
    const { leader, other } = await startBoth();
    for (const worker of [other, leader]) {
      const { id, reference } = sell();
      await deliver(worker, id);
      await arrived(reference);
      assert.equal(salesOrders(reference), 1);
    }
    const { worker } = await leader.health();
    assert.match(worker.engine, /^PostgreSQL, schema selvedge_harbour-thread$/);
    assert.ok(worker.drives.some(({ lease }) => lease === 'account:bluecherry-htl'));
    assert.ok((await other.health()).ready);
  });

  it('replace one that was killed within 10 s, with what it had under way', async () => {
    const { leader, other } = await startBoth();
    sandbox.bluecherry.traffic.set({ processingMs: 60_000 });
    const { id, reference } = sell();
    await deliver(leader, id);
    await eventually('the order under way', async () => (await leader.health()).worker.lanes.some(({ inFlight }) => inFlight > 0) || undefined);
    sandbox.bluecherry.traffic.set({ processingMs: 0 });
    const killed = performance.now();
    leader.process.child.kill('SIGKILL');
    await takenOver(other, 10_000);
    assert.ok(performance.now() - killed < 10_000);
    await arrived(reference, 20_000);
    assert.equal(salesOrders(reference), 1);
  });

  it('make no second sales order of one that was stopped past its lease and goes on, and that one says so', async () => {
    const { leader, other } = await startBoth();
    sandbox.bluecherry.traffic.set({ processingMs: 1500 });
    const under = sell();
    await deliver(leader, under.id);
    await eventually('the order under way', async () => (await leader.health()).worker.lanes.some(({ inFlight }) => inFlight > 0) || undefined);
    leader.process.child.kill('SIGSTOP');
    await takenOver(other, 10_000);
    sandbox.bluecherry.traffic.set({ processingMs: 0 });
    await arrived(under.reference, 20_000);

    leader.process.child.kill('SIGCONT');
    await eventually('its word that it lost its leases', () => /this worker has lost its leases/.exec(leader.process.stdout()) ?? undefined);
    await eventually('its next life', async () => (await leader.health()).ready || undefined);
    const after = sell();
    await deliver(leader, after.id);
    await arrived(after.reference);
    assert.deepEqual([salesOrders(under.reference), salesOrders(after.reference)], [1, 1]);
    assert.deepEqual([await leader.leads(), await other.leads()], [false, true]);
  });

  it('hand over within 2 s when one is asked to end, with nothing lost and nothing twice', async () => {
    const { leader, other } = await startBoth();
    const sold = Array.from({ length: 5 }, sell);
    for (const { id } of sold) await deliver(other, id);
    const asked = performance.now();
    leader.process.child.kill('SIGTERM');
    await takenOver(other, 2000);
    assert.ok(performance.now() - asked < 2000);
    assert.equal(await leader.process.exit, 0);
    for (const { reference } of sold) await arrived(reference);
    assert.deepEqual(sold.map(({ reference }) => salesOrders(reference)), [1, 1, 1, 1, 1]);
  });
});
