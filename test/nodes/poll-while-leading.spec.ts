import { strict as assert } from 'node:assert';
import type { Node } from 'node-red';
import type { LeaseFollower } from '../../lib/lanes/contract.ts';
import { OperationError } from '../../lib/errors/operation-error.ts';
import type { LeaseToken } from '../../lib/model/lease-token.ts';
import type { Store } from '../../lib/store/contract/store.ts';
import { pollWhileLeading, type Turn } from '../../nodes/runtime/poll-while-leading.ts';
import type { RunningSource } from '../../nodes/runtime/host-services.ts';
import type { KitServices } from '../../nodes/runtime/services.ts';
import type { NodeLife } from '../../nodes/runtime/set-up-node.ts';
import { fakeClock, quiet, type FakeClock } from '../lib/lanes/fake-clock.ts';
import { temporarySqlite } from '../store/sqlite/temporary-store.ts';

const token = (fence: number): LeaseToken => ({ lease: 'account:shop', fence });

describe('a source while it has its lease', () => {
  const sqlite = temporarySqlite();
  let store: Store;
  /** Another one for each test, because what a feed has brought is kept. */
  let feed = 'shop:0';
  let clock: FakeClock;
  let followed: Map<string, LeaseFollower>;
  let source: RunningSource;
  let lane: { isFull: boolean };
  let deploy: { changing: boolean; lease: string; tell: (phase: 'began' | 'ended') => void };
  let statuses: string[];
  let warnings: string[];
  let logged: string[];
  let read: string[];
  let turns: Turn[];
  let during: (turn: Turn) => Promise<void>;
  const releases: (() => void | Promise<void>)[] = [];

  /** A feed of two pages. */
  async function* list(): AsyncGenerator<string> {
    for (const page of ['first', 'second']) {
      await Promise.resolve();
      read.push(page);
      yield page;
    }
  }

  before(async () => (store = await sqlite.open()));
  after(() => sqlite.discard());
  beforeEach(() => {
    feed = `shop:${Number(feed.slice('shop:'.length)) + 1}`;
    [statuses, warnings, logged, read, turns] = [[], [], [], [], []];
    followed = new Map();
    clock = fakeClock();
    lane = { isFull: false };
    const listeners = new Set<(phase: 'began' | 'ended') => void>();
    deploy = { changing: false, lease: 'account:shop', tell: (phase) => listeners.forEach((hear) => hear(phase)) };
    during = () => Promise.resolve();
    const services = {
      ...{ store, clock },
      leases: {
        follow(lease: string, follower: LeaseFollower) {
          followed.set(lease, follower);
          return () => Promise.resolve(void followed.delete(lease));
        },
      },
      flows: {
        graph: () => ({ leaseOf: () => deploy.lease, lanesAfter: () => ['orders'] }),
        changing: () => deploy.changing,
        settled: () => new Promise<void>(() => undefined),
        onChange: (listener: (phase: 'began' | 'ended') => void) => {
          listeners.add(listener);
          return () => void listeners.delete(listener);
        },
      },
      lanes: new Map([['orders', { full: () => lane.isFull }]]),
      heldBack: new Map<string, string>(),
      log: { info: (_: object, said: string) => logged.push(said), warn: (_: object, said: string) => logged.push(said) },
      sources: { register: (one: RunningSource) => { source = one; return () => undefined; } },
    } as unknown as KitServices;
    const node = { id: 'in', status: ({ text }: { text: string }) => statuses.push(text), warn: (said: string) => warnings.push(said) } as unknown as Node;
    const life: NodeLife = { closed: new AbortController().signal, onClose: (release) => releases.unshift(release) };
    pollWhileLeading({
      ...{ services, node, life, feed },
      intervalMs: 60_000,
      say: (key, values = {}) => [key, ...Object.values(values)].join(' '),
      async run(turn) {
        turns.push(turn);
        await during(turn);
        let pages = 0;
        for await (const page of turn.pages(list())) pages += page.length > 0 ? 1 : 0;
        return { read: pages, emitted: pages, complete: true };
      },
      good: ({ read: pages }) => `${pages} read`,
    });
  });
  afterEach(async () => {
    for (const release of releases.splice(0)) await release();
  });
  const follower = (lease = 'account:shop'): LeaseFollower => followed.get(lease) ?? assert.fail(`${lease} is not followed`);
  const outcomes = async (): Promise<string[]> => (await store.read.feedRuns.recent(feed, 10)).map(({ outcome }) => outcome);

  it('stands by until the lease is there, then reads under it', async () => {
    await clock.advance(120_000);
    assert.deepEqual([statuses.at(-1), read], ['standby', []]);
    follower().gained(token(7));
    await clock.advance(10);
    assert.deepEqual([read, turns[0]?.holder, statuses.at(-1)], [['first', 'second'], token(7), '2 read']);
  });

  it('drops what is under way when the lease is lost, which is no failure of the feed, and reads again under the next', async () => {
    let lost: (error: Error) => void = () => undefined;
    during = () => new Promise((_, reject) => (lost = reject));
    follower().gained(token(7));
    await clock.advance(10);
    follower().lost();
    assert.equal(turns[0]?.signal.aborted, true);
    lost(new OperationError('LEASE_LOST', 'another worker has it'));
    await quiet();
    assert.deepEqual([statuses.at(-1), warnings, await outcomes()], ['standby', [], []]);

    during = () => Promise.resolve();
    follower().gained(token(9));
    await clock.advance(10);
    assert.deepEqual([turns.at(-1)?.holder.fence, await outcomes()], [9, ['good']]);
  });

  it('shows and keeps a failure that is one', async () => {
    during = () => Promise.reject(new OperationError('REMOTE_UNREACHABLE', 'nobody answers'));
    follower().gained(token(7));
    await clock.advance(10);
    assert.deepEqual([statuses.at(-1), warnings, await outcomes()], ['REMOTE_UNREACHABLE', ['REMOTE_UNREACHABLE: nobody answers'], ['failed']]);
  });

  it('comes sooner after a hint that any worker took, and only where the lease is', async () => {
    store.signals.send(`feed:${feed}`);
    await clock.advance(1000);
    assert.equal(turns.length, 0);
    follower().gained(token(7));
    await clock.advance(10);
    store.signals.send('feed:other:orders');
    await clock.advance(1000);
    assert.equal(turns.length, 1);
    store.signals.send(`feed:${feed}`);
    await clock.advance(1000);
    assert.deepEqual(turns.map(({ hinted }) => hinted), [false, true]);
  });

  it('reads no page while a lane behind it is full, says so once, is not moved by hints, and goes on when there is room', async () => {
    lane.isFull = true;
    follower().gained(token(7));
    await clock.advance(5000);
    store.signals.send(`feed:${feed}`);
    await clock.advance(60_000);
    assert.deepEqual([read, statuses.at(-1), logged.length], [[], 'full orders', 1]);
    lane.isFull = false;
    await clock.advance(1000);
    assert.deepEqual([read, logged.length], [['first', 'second'], 2]);
  });

  it('waits between two pages as well', async () => {
    follower().gained(token(7));
    during = () => Promise.resolve();
    lane = Object.defineProperty(lane, 'isFull', { get: () => read.length === 1 && clock.now() < begun + 10_000 });
    const begun = clock.now();
    await clock.advance(9000);
    assert.deepEqual(read, ['first']);
    await clock.advance(2000);
    assert.deepEqual(read, ['first', 'second']);
  });

  it('ends with the page in hand when it is to stop, also while it waits for room', async () => {
    lane.isFull = true;
    follower().gained(token(7));
    await clock.advance(2000);
    await source.stop();
    assert.deepEqual([read, await outcomes(), followed.size], [[], [], 0]);
  });

  it('waits while a deploy changes the flow', async () => {
    deploy.changing = true;
    follower().gained(token(7));
    await clock.advance(5000);
    assert.deepEqual(read, []);
    deploy.changing = false;
    deploy.tell('ended');
    await clock.advance(1500);
    assert.deepEqual(read.slice(0, 2), ['first', 'second']);
  });

  it('goes over to another lease when a deploy puts it into another group', async () => {
    follower().gained(token(7));
    await clock.advance(10);
    deploy.lease = 'account:erp';
    deploy.tell('began');
    await quiet();
    assert.deepEqual([[...followed.keys()], statuses.at(-1)], [['account:erp'], 'standby']);
    follower('account:erp').gained({ lease: 'account:erp', fence: 1 });
    await clock.advance(10);
    assert.equal(turns.at(-1)?.holder.lease, 'account:erp');
  });
});
