import assert from 'node:assert/strict';
import { spawn, type ChildProcess } from 'node:child_process';
import path from 'node:path';
import { createInterface } from 'node:readline';
import pg from 'pg';
import { packageRoot } from '../../../lib/package-root.ts';
import type { LeaseToken } from '../../../lib/model/lease-token.ts';
import type { Store, StoreTables } from '../../../lib/store/contract/store.ts';
import { readPostgresPlace } from '../../../lib/store/postgres/postgres-place.ts';
import { prepareSession } from '../../../lib/store/postgres/prepare-session.ts';
import { eventually } from '../../support/eventually.ts';
import { postgresSuite } from './postgres-suite.ts';

const long = 60_000;
const over = -1;
const lease = 'account:woo';
const beside = { beside: true };

describe('leases of several workers on one PostgreSQL schema', () => {
  const postgres = postgresSuite();
  let one: Store;
  let other: Store;
  beforeEach(async () => {
    one = await postgres.open();
    other = await postgres.open();
  });
  const ends: (() => unknown)[] = [];
  afterEach(async function () {
    this.timeout(30_000);
    for (const end of ends.splice(0)) await end();
    await postgres.discard();
  });

  const acquire = async (store: Store, owner: string, ttlMs = long): Promise<LeaseToken> => (await store.write(({ leases }) => leases.acquire(lease, owner, ttlMs), beside)) ?? assert.fail('was not given');
  /** A write that has done its work and is not committed before `commit` is called. */
  const halfway = async <T>(store: Store, work: (tables: StoreTables) => Promise<T>, how?: typeof beside): Promise<{ readonly answer: T; commit(): Promise<T> }> => {
    const { promise: gate, resolve: open } = Promise.withResolvers<null>();
    const { promise: worked, resolve: done } = Promise.withResolvers<T>();
    ends.push(() => open(null));
    const written = store.write(async (tables) => {
      const answer = await work(tables);
      done(answer);
      await gate;
      return answer;
    }, how);
    return { answer: await Promise.race([worked, written]), commit: () => (open(null), written) };
  };
  const waits = (): Promise<true> =>
    eventually('a write that waits for another', async () => {
      const [row] = await postgres.query<{ waits: boolean }>(`select count(*) > 0 as waits from pg_stat_activity where wait_event_type = 'Lock' and application_name like $1`, [`%${postgres.schema()}%`]);
      return row?.waits ? true : undefined;
    });

  it('gives a lease to one of the workers that ask at the same moment, new or expired', async () => {
    const workers = [one, other, await postgres.open(), await postgres.open()];
    for (let fence = 1; fence <= 15; fence += 1) {
      const answers = await Promise.all(workers.map((store, n) => store.write(({ leases }) => leases.acquire(lease, `w${n}`, long), beside)));
      assert.deepEqual(answers.filter((token) => token !== null), [{ lease, fence }]);
      await postgres.query(`update "${postgres.schema()}".lease set expires_at = 1`);
    }
  });

  it('does not hand a lease on before what is written under it is committed, and waits for nobody meanwhile', async () => {
    const token = await acquire(one, 'a', over);
    const writing = await halfway(one, ({ leases }) => leases.held([token]));
    assert.deepEqual(writing.answer, [token]);
    assert.equal(await other.write(({ leases }) => leases.acquire(lease, 'b', long), beside), null);
    await writing.commit();
    assert.equal((await acquire(other, 'b')).fence, token.fence + 1);
  });

  it('answers a writer that came during a takeover as things are after it', async () => {
    const token = await acquire(one, 'a', over);
    const takeover = await halfway(other, ({ leases }) => leases.acquire(lease, 'b', long), beside);
    const held = one.write(({ leases }) => leases.held([token]));
    const renewed = one.write(({ leases }) => leases.renew([token], long), beside);
    await waits();
    await takeover.commit();
    assert.deepEqual([await held, await renewed], [[], []]);
  });

  it('lets the holder go on when a takeover is taken back', async () => {
    const token = await acquire(one, 'a', over);
    const { promise: gate, resolve: fail } = Promise.withResolvers<null>();
    ends.push(() => fail(null));
    const { promise: taken, resolve: took } = Promise.withResolvers<LeaseToken | null>();
    const takeover = other.write(async ({ leases }) => {
      took(await leases.acquire(lease, 'b', long));
      await gate;
      throw new Error('second thoughts');
    }, beside);
    assert.equal((await taken)?.fence, token.fence + 1);
    const held = one.write(({ leases }) => leases.held([token]));
    await waits();
    fail(null);
    await assert.rejects(takeover, /second thoughts/);
    assert.deepEqual(await held, [token]);
  });

  it('renews while a write under the lease is under way, and while another worker holds up our writes', async () => {
    const token = await acquire(one, 'a', 5000);
    const writing = await halfway(one, ({ leases }) => leases.held([token]));
    const stuck = await halfway(other, async ({ cursors }) => cursors.set('feed', 'p', 1));
    assert.deepEqual(await one.write(({ leases }) => leases.renew([token], long), beside), [token]);
    await writing.commit();
    await stuck.commit();
    const held = await halfway(other, async ({ cursors }) => cursors.set('feed', 'p', 2));
    const waiting = one.write(({ cursors }) => cursors.set('feed', 'p', 3));
    await waits();
    assert.deepEqual(await one.write(({ leases }) => leases.renew([token], long), beside), [token]);
    await held.commit();
    await waiting;
  });

  it('passes over a lease that is being renewed', async () => {
    const token = await acquire(one, 'a', over);
    const renewing = await halfway(one, ({ leases }) => leases.renew([token], long), beside);
    assert.equal(await other.write(({ leases }) => leases.acquire(lease, 'b', long), beside), null);
    assert.deepEqual(await renewing.commit(), [token]);
    assert.equal(await other.write(({ leases }) => leases.acquire(lease, 'b', long), beside), null);
  });

  // Elsewhere the operating system knows no limit for what cannot be delivered.
  if (process.platform === 'linux') {
    it('does not wait for a worker that was stopped while the server had much to tell it', async function () {
      this.timeout(30_000);
      await acquire(one, 'a', over);
      const client = new pg.Client({ connectionString: postgres.server().url });
      ends.push(() => client.connection.stream.destroy());
      client.on('error', () => undefined);
      await client.connect();
      await prepareSession(client, readPostgresPlace({ url: postgres.server().url, schema: postgres.schema() }), 'write');
      await client.query('begin; select * from lease for key share');
      client.connection.stream.pause();
      client.query(`select repeat('x', 1000000) from generate_series(1, 100)`).catch(() => undefined);
      const takeOver = async () => (await other.write(({ leases }) => leases.acquire(lease, 'b', long), beside)) ?? undefined;
      assert.equal(await takeOver(), undefined);
      assert.equal((await eventually('the takeover', takeOver, 9000)).fence, 2);
    });
  }

  it('never lets a fenced write through after the next holder has begun, whoever takes, renews, writes and lets go', async function () {
    this.timeout(30_000);
    const stores = [one, other, await postgres.open()];
    const end = performance.now() + 3000;
    let written = 0;
    const work = async (store: Store, owner: string): Promise<void> => {
      while (performance.now() < end) {
        const token = await store.write(({ leases }) => leases.acquire(lease, owner, 30), beside);
        if (!token) continue;
        await store.write(({ timeline }) => timeline.record([row('began', token)]));
        // Goes on under its fence without asking the clock, until it is refused.
        for (let goes = true; goes; ) {
          goes = await store.write(async ({ leases, timeline }) => {
            if ((await leases.held([token])).length === 0) return false;
            await timeline.record([row('wrote', token)]);
            written += 1;
            return true;
          });
          if (token.fence % 3 === 0) await store.write(({ leases }) => leases.release([token]), beside);
          else if (token.fence % 3 === 1) await store.write(({ leases }) => leases.renew([token], 2), beside);
          if (performance.now() > end) goes = false;
        }
      }
    };
    const row = (kind: string, { fence }: LeaseToken) => ({ entity: 'sales-order', key: '53', at: fence, system: 'shop', kind, text: '', revision: String(fence) });
    await Promise.all(stores.map((store, n) => work(store, `w${n}`)));
    // The holder says that it has begun after its takeover: nothing of a former one may come behind that.
    const late = await postgres.query(`select w.id, w.revision from "${postgres.schema()}".timeline w join "${postgres.schema()}".timeline b
      on b.kind = 'began' and b.id < w.id and b.revision::int > w.revision::int where w.kind = 'wrote'`);
    assert.deepEqual(late, []);
    const [last] = await postgres.query<{ fence: number }>(`select fence::int from "${postgres.schema()}".lease`);
    assert.ok(Number(last?.fence) > 10 && written > 10, `${Number(last?.fence)} tenures, ${written} writes`);
  });

  interface Worker {
    readonly name: string;
    readonly process: ChildProcess;
    readonly said: string[];
  }
  const startWorker = (name: string): Worker => {
    const file = path.join(packageRoot, 'test/store/postgres/lease-worker.ts');
    const child = spawn(process.execPath, [file, postgres.server().url, postgres.schema(), name, lease], { stdio: ['pipe', 'pipe', 'inherit'] });
    const said: string[] = [];
    createInterface({ input: child.stdout }).on('line', (line) => said.push(line));
    ends.push(async () => {
      if (child.exitCode !== null || child.signalCode !== null) return;
      const gone = new Promise((resolve) => child.once('exit', resolve));
      child.kill('SIGKILL');
      await gone;
    });
    return { name, process: child, said };
  };
  const startTwo = async (): Promise<[Worker, Worker]> => {
    const workers = [startWorker('a'), startWorker('b')];
    const holder = await eventually('a holder', () => workers.find(({ said }) => said.some((line) => line.startsWith('gained'))), 15_000);
    const second = workers.find((worker) => worker !== holder)!;
    await eventually('both', () => (second.said.includes('started') ? true : undefined), 15_000);
    return [holder, second];
  };
  const gains = (worker: Worker): Promise<string> => eventually(`that ${worker.name} takes over`, () => worker.said.find((line) => line.startsWith('gained')), 10_000);

  it('replaces a worker that is killed within ten seconds', async function () {
    this.timeout(60_000);
    const [holder, second] = await startTwo();
    holder.process.kill('SIGKILL');
    assert.equal(await gains(second), 'gained 2');
    second.process.stdin?.write('work\n');
    await eventually('its write', () => (second.said.includes('written') ? true : undefined));
    assert.deepEqual(second.said.slice(-2), ['checked', 'written']);
  });

  it('lets a worker that was stopped past its lease notice before it does anything, and refuses its writes', async function () {
    this.timeout(60_000);
    const [holder, second] = await startTwo();
    holder.process.kill('SIGSTOP');
    holder.process.stdin?.write('work\n');
    assert.equal(await gains(second), 'gained 2');
    holder.process.kill('SIGCONT');
    await eventually('its answers', () => (holder.said.includes('refused') ? true : undefined));
    assert.deepEqual(holder.said.filter((line) => line.startsWith('checked') || line === 'lost' || line === 'written').sort(), ['checked LEASE_LOST', 'lost']);
    assert.deepEqual(await one.read.cursors.get('feed'), null);
  });
});
