import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { LeaseToken } from '../../../lib/model/lease-token.ts';
import { simulatedWorld, type Outage, type SimulatedWorker, type World } from './simulated-workers.ts';

describe('leases of workers', () => {
  let world: World;
  afterEach(() => world.close());

  const passes = ({ leases }: SimulatedWorker, token: LeaseToken): boolean => {
    try {
      leases.check(token);
      return true;
    } catch (error) {
      assert.equal((error as { code?: string }).code, 'LEASE_LOST');
      return false;
    }
  };
  const holdersOf = (workers: readonly SimulatedWorker[], lease: string): { worker: string; fence: number }[] =>
    workers.filter((worker) => worker.running()).flatMap((worker) => (worker.had.get(lease) ?? []).filter((token) => passes(worker, token)).map(({ fence }) => ({ worker: worker.name, fence })));
  const namesOf = (workers: readonly SimulatedWorker[], lease: string): string[] => holdersOf(workers, lease).map(({ worker }) => worker);
  /** Nobody passes beside another, and none whom the database does not know as the holder. */
  const oneAtATime = (workers: readonly SimulatedWorker[], leases: readonly string[]): void => {
    const fences = world.fences();
    for (const lease of leases) {
      const holders = holdersOf(workers, lease);
      assert.ok(holders.length <= 1, `${lease} at ${world.now()}: ${JSON.stringify(holders)}`);
      for (const { worker, fence } of holders) assert.equal(fences.get(lease), fence, `${worker} at ${world.now()} passes for ${lease}, which another has taken over`);
    }
  };
  const begin = async (names: readonly string[], leases: readonly string[], seed = 1): Promise<SimulatedWorker[]> => {
    world = simulatedWorld(seed);
    const workers = names.map((name) => world.worker(name));
    for (const worker of workers) {
      for (const lease of leases) worker.follow(lease);
      void worker.leases.start();
    }
    await on(4000);
    return workers;
  };
  const on = (ms: number, probe: () => void = () => undefined): Promise<void> => world.run(world.now() + ms, probe);
  const onlyOne = (workers: readonly SimulatedWorker[], lease = 'account:woo'): [SimulatedWorker, SimulatedWorker] => {
    const [holder, ...rest] = namesOf(workers, lease);
    assert.ok(holder !== undefined && rest.length === 0, `${lease} is with ${[holder, ...rest].join()}`);
    return [workers.find(({ name }) => name === holder)!, workers.find(({ name }) => name !== holder)!];
  };

  it('gives every worker its own lease, and each of the others to one of them', async () => {
    const shared = Array.from({ length: 9 }, (_, n) => `account:${n}`);
    const workers = await begin(['a', 'b', 'c'], shared);
    for (const { leases, name } of workers) {
      assert.equal(leases.worker().lease, `worker:${name}`);
      leases.check(leases.worker());
    }
    for (const lease of shared) assert.equal(namesOf(workers, lease).length, 1, lease);
    const shares = workers.map(({ leases }) => leases.held().length - 1);
    assert.ok(Math.min(...shares) >= 2, `workers that start together share: ${shares.join()}`);
  });

  it('keeps a lease as long as it is followed, and hands it on at once when it is let go', async () => {
    const workers = await begin(['a', 'b'], ['account:woo']);
    const [holder, other] = onlyOne(workers);
    const [token] = holder.had.get('account:woo')!;
    await on(60_000);
    holder.leases.check(token!);
    holder.leave('account:woo');
    assert.equal(passes(holder, token!), false);
    await on(100);
    assert.deepEqual(onlyOne(workers)[0], other);
    assert.equal(other.told.get('account:woo')?.fence, token!.fence + 1);
  });

  it('hands all of a worker that stops on at once, and tells its followers', async () => {
    const workers = await begin(['a', 'b'], ['account:woo', 'account:erp']);
    const [holder, other] = onlyOne(workers);
    void holder.leases.stop();
    await on(2000);
    assert.deepEqual([holder.told.get('account:woo'), holder.leases.held().length], [null, 0]);
    assert.deepEqual(['account:woo', 'account:erp'].map((lease) => namesOf(workers, lease)), [[other.name], [other.name]]);
  });

  it('replaces a worker that dies within ten seconds, whenever that is and however many leases it has', async () => {
    await fc.assert(
      fc.asyncProperty(fc.record({ seed: fc.nat(), leases: fc.integer({ min: 1, max: 12 }), livesMs: fc.integer({ min: 0, max: 6000 }), others: fc.integer({ min: 1, max: 2 }) }), async ({ seed, leases, livesMs, others }) => {
        const shared = Array.from({ length: leases }, (_, n) => `account:${n}`);
        const workers = await begin(['a', 'b', 'c'].slice(0, others + 1), shared, seed);
        world.slowMs = 100;
        await on(livesMs);
        workers[0]!.die();
        await on(10_000, () => oneAtATime(workers, shared));
        for (const lease of shared) assert.equal(namesOf(workers, lease).length, 1, lease);
        await world.close();
      }),
      { numRuns: 20 },
    );
    await begin(['a'], []);
  });

  it('notices on its first line of work that it was stopped for too long, before any timer has run', async () => {
    const workers = await begin(['a', 'b'], ['account:woo']);
    const [holder, other] = onlyOne(workers);
    const token = holder.told.get('account:woo')!;
    holder.pause();
    await on(12_000);
    assert.equal(namesOf(workers, 'account:woo')[0], other.name);
    holder.resume();
    assert.throws(() => holder.leases.check(token), { code: 'LEASE_LOST', message: /no longer has the lease "account:woo" \(number 1\)/ });
    await on(1);
    assert.equal(holder.told.get('account:woo'), null);
  });

  it('goes on without a word when it was stopped for a moment', async () => {
    const [worker] = await begin(['a'], ['account:woo']);
    const token = worker!.told.get('account:woo')!;
    worker!.pause();
    await on(2500);
    worker!.resume();
    worker!.leases.check(token);
    await on(10_000);
    worker!.leases.check(token);
    assert.equal(worker!.had.get('account:woo')?.length, 1);
  });

  it('trusts a lease five seconds from the beginning of its last renewal, tells its followers, and strives for a new tenure', async () => {
    const [worker] = await begin(['a'], ['account:woo']);
    world.outage = 'refuses';
    await on(2900);
    assert.equal(worker!.told.get('account:woo')?.fence, 1);
    await on(2200);
    assert.deepEqual([worker!.told.get('account:woo'), worker!.told.has('account:woo')], [null, true]);
    assert.equal(worker!.leases.worker().fence, 1);
    assert.throws(() => worker!.leases.check(worker!.leases.worker()), { code: 'LEASE_LOST' });
    world.outage = null;
    await on(1500);
    assert.equal(worker!.told.get('account:woo')?.fence, 2);
    assert.equal(worker!.leases.worker().fence, 2);
    worker!.leases.check(worker!.leases.worker());
  });

  it('measures trust from before the database was asked, however long its answer was under way', async () => {
    const [worker] = await begin(['a'], ['account:woo']);
    world.answerMs = 1800;
    await on(6000);
    const token = worker!.told.get('account:woo')!;
    const { expiresAt } = (await world.table.list()).find(({ lease }) => lease === token.lease)!;
    world.outage = 'refuses';
    await on(expiresAt - 1000 - world.now());
    assert.equal(passes(worker!, token), false);
  });

  it('tells followers in time although the database leaves a question unanswered', async () => {
    const [worker] = await begin(['a'], ['account:woo']);
    world.outage = 'drops';
    world.silenceMs = 60_000;
    await on(5100);
    assert.equal(worker!.told.get('account:woo'), null);
  });

  it('does not begin under a lease whose time was over before it heard of it', async () => {
    const [worker] = await begin(['a'], []);
    world.answerMs = 100;
    worker!.follow('account:woo');
    while (!world.fences().has('account:woo')) await on(1);
    worker!.pause();
    await on(5500);
    worker!.resume();
    await on(3000);
    assert.deepEqual(worker!.had.get('account:woo'), [{ lease: 'account:woo', fence: 2 }]);
  });

  it('lets go at once of what it gets after nobody follows it any more', async () => {
    const [worker] = await begin(['a'], []);
    worker!.follow('account:woo');
    await on(1);
    worker!.leave('account:woo');
    await on(200);
    assert.equal(worker!.had.get('account:woo'), undefined);
    assert.deepEqual((await world.table.list()).map(({ lease, inForce }) => [lease, inForce]), [['account:woo', false], ['worker:a', true]]);
  });

  it('is told at the next renewal when somebody else has ended its leases', async () => {
    const [worker] = await begin(['a'], ['account:woo']);
    await world.table.expireAll();
    await on(2300);
    assert.equal(worker!.told.get('account:woo')?.fence, 2);
  });

  it('believes the clock that has gone further: one that was set back, and one that stood still while the machine slept', async () => {
    const [worker] = await begin(['a'], ['account:woo']);
    const token = worker!.told.get('account:woo')!;
    worker!.setWallClock(-3_600_000);
    worker!.pause();
    await on(6000);
    worker!.resume();
    assert.equal(passes(worker!, token), false);
    await on(3000);
    const next = worker!.told.get('account:woo')!;
    worker!.setWallClock(6000);
    assert.equal(passes(worker!, next), false);
  });

  it('never comes again with a fence it has had, also when its row was removed while it slept', async () => {
    const [sleeper] = await begin(['a'], []);
    const token = sleeper!.leases.worker();
    sleeper!.pause();
    await on(26 * 3_600_000);
    void world.worker('b').leases.start();
    await on(1000);
    assert.deepEqual([...world.fences().keys()], ['worker:b']);
    sleeper!.resume();
    await on(3000);
    assert.ok(sleeper!.leases.worker().fence > token.fence);
    sleeper!.leases.check(sleeper!.leases.worker());
    assert.equal(passes(sleeper!, token), false);
  });

  it('tells nothing to whoever has left by then', async () => {
    const [worker] = await begin(['a'], ['account:woo']);
    const told: string[] = [];
    const follower = { gained: () => told.push('gained'), lost: () => told.push('lost') };
    const early = worker!.leases.follow('account:woo', follower);
    await on(1);
    worker!.pause();
    await on(6000);
    worker!.resume();
    assert.equal(passes(worker!, worker!.told.get('account:woo')!), false);
    void early();
    await on(3000);
    void worker!.leases.follow('account:woo', follower)();
    await on(1);
    assert.deepEqual(told, ['gained']);
  });

  it('tells a follower who comes later that the lease is there, and keeps it until the last has left', async () => {
    const [worker] = await begin(['a'], ['account:woo']);
    const told: string[] = [];
    const leave = worker!.leases.follow('account:woo', { gained: ({ fence }) => told.push(`gained ${fence}`), lost: () => told.push('lost') });
    assert.deepEqual(told, []);
    await on(1);
    assert.deepEqual(told, ['gained 1']);
    worker!.leave('account:woo');
    await on(3000);
    worker!.leases.check({ lease: 'account:woo', fence: 1 });
    void leave();
    await on(3000);
    assert.deepEqual([worker!.leases.held().length, told.length], [1, 1]);
  });

  it('lets two workers never pass for one lease at one moment, through pauses, deaths, outages, clocks that are set and changes of mind', async function () {
    this.timeout(120_000);
    const leases = ['account:woo', 'account:erp', 'lane:mail'];
    const worker = fc.nat({ max: 2 });
    const time = fc.integer({ min: 0, max: 40_000 });
    const happening = fc.oneof(
      { weight: 5, arbitrary: fc.record({ kind: fc.constant('pause' as const), at: time, worker, forMs: fc.integer({ min: 1, max: 15_000 }) }) },
      { weight: 4, arbitrary: fc.record({ kind: fc.constant('outage' as const), at: time, how: fc.constantFrom<Outage>('refuses', 'drops', 'mumbles'), forMs: fc.integer({ min: 1, max: 12_000 }) }) },
      { weight: 1, arbitrary: fc.record({ kind: fc.constant('die' as const), at: time, worker: fc.nat({ max: 1 }) }) },
      { weight: 2, arbitrary: fc.record({ kind: fc.constant('clock' as const), at: time, worker, byMs: fc.integer({ min: -20_000, max: 8000 }) }) },
      { weight: 3, arbitrary: fc.record({ kind: fc.constant('mind' as const), at: time, worker, lease: fc.nat({ max: 2 }), awayMs: fc.integer({ min: 0, max: 3000 }) }) },
    );
    await fc.assert(
      fc.asyncProperty(fc.record({ seed: fc.nat(), happenings: fc.array(happening, { minLength: 1, maxLength: 12 }) }), async ({ seed, happenings }) => {
        const workers = await begin(['a', 'b', 'c'], leases, seed);
        for (const one of happenings) {
          const start = world.now() + one.at;
          if (one.kind === 'outage') {
            world.at(start, () => (world.outage = one.how));
            world.at(start + one.forMs, () => (world.outage = null));
            continue;
          }
          const who = workers[one.worker]!;
          if (one.kind === 'die') world.at(start, who.die);
          else if (one.kind === 'clock') world.at(start, () => who.setWallClock(one.byMs));
          else if (one.kind === 'pause') {
            world.at(start, who.pause);
            world.at(start + one.forMs, who.resume);
          } else {
            world.at(start, () => who.leave(leases[one.lease]!));
            world.at(start + one.awayMs, () => who.follow(leases[one.lease]!));
          }
        }
        const probe = (): void => oneAtATime(workers, leases);
        await on(55_000, probe);
        world.outage = null;
        for (const one of workers) one.resume();
        await on(12_000, probe);
        for (const lease of leases) {
          const [holder] = onlyOne(workers, lease);
          assert.ok(passes(holder, holder.told.get(lease)!), `${holder.name} was told of ${lease}`);
        }
        for (const { running, told, leases: own } of workers.filter((one) => one.running())) {
          assert.deepEqual([...told.values()].filter((token) => token !== null).length, own.held().length - 1, String(running()));
        }
        await world.close();
      }),
      { numRuns: 40 },
    );
    await begin(['a'], []);
  });
});
