import assert from 'node:assert/strict';
import { OperationError } from '../../../lib/errors/operation-error.ts';
import { membersAtOnce } from '../../../lib/lanes/judge-batch.ts';
import type { CanonicalMessage } from '../../../lib/model/envelope.ts';
import { deployedLane, exceptionBench, orderFor, refused, shopSource, skuMissing, type ExceptionBench, type Worker } from './exception-bench.ts';
import { quiet } from './fake-clock.ts';

const cause = 'BLUECHERRY_ORDER_REFUSED sales-order: BlueCherry refuses the order';

describe('a replay of all exceptions of one cause', () => {
  let bench: ExceptionBench;
  let worker: Worker;
  let ids: number[];
  beforeEach(async () => {
    bench = await exceptionBench();
    worker = await bench.worker('a');
    worker.desk.registerLane(deployedLane().lane);
    ids = [];
  });
  afterEach(() => bench.discard());

  /** `count` orders that BlueCherry has refused, with the keys 1, 2, … */
  async function park(count: number): Promise<void> {
    await bench.journal(...Array.from({ length: count }, (_, index) => orderFor(String(index + 1))));
    for (const message of await bench.claim()) ids.push((await worker.park(message)).id);
  }
  const batch = async (id: number) => (await bench.store.read.replayBatches.get(id))!;
  const figures = async (id: number): Promise<string> => {
    const { state, total, succeeded, failed } = await batch(id);
    return `${state}: ${succeeded} + ${failed} of ${total}`;
  };
  const state = async (index: number) => (await worker.desk.get(ids[index]!))?.state;
  const keys = (messages: readonly CanonicalMessage[]) => messages.map(({ selvedge }) => selvedge.key);
  async function succeed(message: CanonicalMessage): Promise<void> {
    await bench.settle(message);
    await worker.desk.resolveByKey('sales-order', message.selvedge.key, 'sales order 9');
    await quiet();
  }
  const fail = async (message: CanonicalMessage): Promise<void> => {
    await worker.park(message, refused);
    await quiet();
  };

  it('sends the oldest alone, and the rest once that one has come through', async () => {
    await park(4);
    const { id, canary, total, by } = await worker.desk.replayCause(cause, 'ann');
    await quiet();
    assert.deepEqual([canary, total, by], [ids[0], 4, 'ann']);
    const first = await bench.claim();
    assert.deepEqual(keys(first), ['1']);
    assert.deepEqual(await Promise.all([0, 1, 2, 3].map(state)), ['replaying', 'open', 'open', 'open']);
    await succeed(first[0]!);
    assert.equal(await figures(id), 'running: 1 + 0 of 4');
    const rest = await bench.claim();
    assert.deepEqual(keys(rest), ['2', '3', '4']);
    for (const message of rest) await succeed(message);
    const done = await batch(id);
    assert.deepEqual([await figures(id), done.reason, done.endedAt], ['done: 4 + 0 of 4', null, bench.clock.now()]);
    assert.deepEqual(await Promise.all([0, 1, 2, 3].map(state)), ['resolved', 'resolved', 'resolved', 'resolved']);
  });

  it('stops with the reason when the first one fails again; nothing else was sent', async () => {
    await park(3);
    const { id } = await worker.desk.replayCause(cause, 'ann');
    await quiet();
    await fail((await bench.claim())[0]!);
    assert.equal(await figures(id), 'stopped: 0 + 1 of 3');
    assert.equal((await batch(id)).reason, 'The first one (1) did not come through: BlueCherry refuses the order.');
    assert.deepEqual([await Promise.all([0, 1, 2].map(state)), await bench.claim()], [['open', 'open', 'open'], []]);
    assert.deepEqual(await worker.desk.list({ batch: id, limit: 9 }), []);
  });

  it('waits while the first one is tried again, however long that takes', async () => {
    await park(2);
    const { id } = await worker.desk.replayCause(cause, 'ann');
    await bench.clock.advance(3_600_000);
    assert.equal(await figures(id), 'canary: 0 + 0 of 2');
    assert.equal(await state(1), 'open');
  });

  it('counts those that fail again and goes on while they are few', async () => {
    await park(4);
    const { id } = await worker.desk.replayCause(cause, 'ann');
    await quiet();
    await succeed((await bench.claim())[0]!);
    const [second, third, fourth] = await bench.claim();
    await fail(third!);
    await succeed(second!);
    await succeed(fourth!);
    assert.equal(await figures(id), 'done: 3 + 1 of 4');
    assert.deepEqual([await state(2), (await worker.desk.get(ids[2]!))?.attempts], ['open', 2]);
  });

  it('has a bounded number on their way, and stops by itself when too many of them fail', async () => {
    await park(60);
    const { id } = await worker.desk.replayCause(cause, 'ann');
    await quiet();
    await succeed((await bench.claim())[0]!);
    const sent = await bench.claim();
    assert.equal(sent.length, membersAtOnce);
    for (const message of sent.slice(0, 5)) await fail(message);
    assert.equal(await figures(id), 'stopped: 1 + 5 of 60');
    assert.equal((await batch(id)).reason, '5 of 6 failed again: the cause is not cured for all of them.');
    const begun = await bench.claim();
    assert.ok(begun.length <= 5, `${begun.length} more were begun`);
    for (const message of [...sent.slice(5), ...begun]) await succeed(message);
    assert.equal(await figures(id), `stopped: ${1 + 15 + begun.length} + 5 of 60`);
  });

  it('sends a thousand in their order, none twice', async () => {
    await park(1000);
    const { id } = await worker.desk.replayCause(cause, 'ann');
    await quiet();
    const seen: string[] = [];
    for (let sent = await bench.claim(); sent.length > 0; sent = await bench.claim()) {
      seen.push(...keys(sent));
      await Promise.all(sent.map(async (message) => {
        await bench.settle(message);
        await worker.desk.resolveByKey('sales-order', message.selvedge.key, 'sales order 9');
      }));
      await quiet();
    }
    assert.deepEqual(seen, Array.from({ length: 1000 }, (_, index) => String(index + 1)));
    assert.equal(await figures(id), 'done: 1000 + 0 of 1000');
  }).timeout(30_000);

  it('leaves out what came after it had begun, and what another cause has', async () => {
    await park(2);
    const other = await worker.park(orderFor('x'), skuMissing);
    const { id } = await worker.desk.replayCause(cause, 'ann');
    await quiet();
    await bench.journal(orderFor('late'));
    const sent = await bench.claim();
    const late = await worker.park(sent.find(({ selvedge }) => selvedge.key === 'late')!);
    await succeed(sent.find(({ selvedge }) => selvedge.key === '1')!);
    for (const message of await bench.claim()) await succeed(message);
    assert.equal(await figures(id), 'done: 2 + 0 of 2');
    assert.deepEqual([(await worker.desk.get(late.id))?.state, (await worker.desk.get(other.id))?.state], ['open', 'open']);
  });

  it('includes what somebody is assigned to, and takes the next oldest when the first one is dismissed before it was sent', async () => {
    await park(3);
    await worker.desk.assign([ids[1]!], 'bob', 'ann');
    worker.desk.registerLane(deployedLane().lane)();
    const { id } = await worker.desk.replayCause(cause, 'ann');
    await quiet();
    await worker.desk.dismiss(ids[0]!, 'ann', 'entered by hand');
    worker.desk.registerLane(deployedLane().lane);
    await bench.clock.advance(5000);
    assert.equal((await batch(id)).canary, ids[1]);
    assert.deepEqual(keys(await bench.claim()), ['2']);
  });

  it('waits for a lane that a deploy has taken away, and stops when it does not come back', async () => {
    await park(2);
    worker.desk.registerLane(deployedLane().lane)();
    const { id } = await worker.desk.replayCause(cause, 'ann');
    await bench.clock.advance(50_000);
    assert.equal(await figures(id), 'canary: 0 + 0 of 2');
    await bench.clock.advance(20_000);
    assert.equal(await figures(id), 'stopped: 0 + 0 of 2');
    assert.match((await batch(id)).reason ?? '', /lane "erp", which is not in the deployed flow/);
  });

  it('goes no further when a person stops it; what is on its way ends by itself and is counted', async () => {
    await park(30);
    const { id } = await worker.desk.replayCause(cause, 'ann');
    await quiet();
    await succeed((await bench.claim())[0]!);
    const sent = await bench.claim();
    const stopped = await worker.desk.stopBatch(id, 'bob');
    assert.deepEqual([stopped.state, stopped.reason], ['stopped', 'Stopped by bob.']);
    for (const message of sent) await succeed(message);
    assert.deepEqual([await figures(id), await bench.claim()], [`stopped: ${1 + sent.length} + 0 of 30`, []]);
    assert.equal((await worker.desk.stopBatch(id, 'ann')).reason, 'Stopped by bob.');
    assert.deepEqual((await bench.store.read.audit.recent(1)).map(({ who, action, subject }) => [who, action, subject]), [['bob', 'replay.stop', `replay:${id}`]]);
    assert.deepEqual((await worker.desk.batches(9)).map((one) => one.id), [id]);
  });

  it('is one at a time for a cause, and needs something to send', async () => {
    await park(2);
    const { id } = await worker.desk.replayCause(cause, 'ann');
    await assert.rejects(worker.desk.replayCause(cause, 'bob'), { code: 'PAYLOAD_INVALID', message: `These are being sent again already (replay ${id}, by ann).` });
    await assert.rejects(worker.desk.replayCause('something else', 'bob'), { message: 'No exception of this cause waits to be sent again.' });
    await assert.rejects(worker.desk.stopBatch(999, 'bob'), { message: 'There is no replay 999.' });
  });

  it('does not go on because of a first one that only fails at another place', async () => {
    const { source } = shopSource();
    worker.desk.registerSource('shop-in', source);
    const first = await worker.park(orderFor('1'), skuMissing);
    await worker.park(orderFor('2'), skuMissing);
    const { id } = await worker.desk.replayCause(first.cause, 'ann');
    await quiet();
    await bench.journal(orderFor('1'));
    await fail((await bench.claim())[0]!);
    assert.equal(await figures(id), 'stopped: 0 + 1 of 2');
    assert.match((await batch(id)).reason ?? '', /The first one \(1\) did not come through: It got past this point and now waits as exception/);
  });

  it('counts a record that its source cannot fetch as failed', async () => {
    let away = false;
    const { fetched, source } = shopSource({ fetch: () => (away ? Promise.reject(new OperationError('REMOTE_UNREACHABLE', 'The shop cannot be reached')) : Promise.resolve()) });
    worker.desk.registerSource('shop-in', source);
    const first = await worker.park(orderFor('1'), skuMissing);
    await worker.park(orderFor('2'), skuMissing);
    const { id } = await worker.desk.replayCause(first.cause, 'ann');
    await quiet();
    away = true;
    await worker.desk.resolveByKey('sales-order', '1', 'sales order 9');
    await quiet();
    assert.deepEqual([fetched, await figures(id)], [['1', '2'], 'done: 1 + 1 of 2']);
  });

  describe('when its worker dies', () => {
    let other: Worker;
    beforeEach(async () => {
      other = await bench.worker('b');
      other.desk.registerLane(deployedLane().lane);
    });

    it('is left alone while that worker lives, and adopted by another one when it does not', async () => {
      await park(30);
      const { id } = await worker.desk.replayCause(cause, 'ann');
      await quiet();
      await succeed((await bench.claim())[0]!);
      const sent = await bench.claim();
      assert.equal(sent.length, membersAtOnce);
      await bench.clock.advance(60_000);
      assert.deepEqual((await batch(id)).holder, worker.token);

      await worker.die();
      // Outcomes arrive while nobody drives it.
      for (const message of sent) {
        await bench.settle(message);
        await other.desk.resolveByKey('sales-order', message.selvedge.key, 'sales order 9');
      }
      assert.deepEqual([await figures(id), await bench.claim()], ['running: 21 + 0 of 30', []]);
      await bench.clock.advance(5000);
      assert.deepEqual((await batch(id)).holder, other.token);
      const rest = await bench.claim();
      assert.deepEqual(keys(rest), Array.from({ length: 9 }, (_, index) => String(index + 22)));
      for (const message of rest) {
        await bench.settle(message);
        await other.desk.resolveByKey('sales-order', message.selvedge.key, 'sales order 9');
      }
      await quiet();
      assert.equal(await figures(id), 'done: 30 + 0 of 30');
    });

    it('sends again what that one was just fetching, and judges the first one as before', async () => {
      const never = shopSource({ fetch: () => new Promise(() => undefined) });
      const works = shopSource({ fetch: async () => {
        await other.desk.resolveByKey('sales-order', '1', 'sales order 9');
      } });
      worker.desk.registerSource('shop-in', never.source);
      other.desk.registerSource('shop-in', works.source);
      const first = await worker.park(orderFor('1'), skuMissing);
      const { id } = await worker.desk.replayCause(first.cause, 'ann');
      await quiet();
      assert.deepEqual(never.fetched, ['1']);
      await worker.die();
      await bench.clock.advance(10_000);
      assert.deepEqual([works.fetched, await figures(id)], [['1'], 'done: 1 + 0 of 1']);
    });

    it('is driven by nobody while one that has lost its lease goes on, and then by the one that adopted it', async () => {
      await park(2);
      const { id } = await worker.desk.replayCause(cause, 'ann');
      await quiet();
      await worker.lose();
      await other.desk.stop();
      const [message] = await bench.claim();
      await bench.settle(message!);
      await worker.desk.resolveByKey('sales-order', '1', 'sales order 9');
      await bench.clock.advance(20_000);
      assert.deepEqual([await figures(id), await bench.claim()], ['canary: 1 + 0 of 2', []]);

      const third = await bench.worker('c');
      third.desk.registerLane(deployedLane().lane);
      await bench.clock.advance(5000);
      assert.deepEqual([(await batch(id)).holder, await figures(id), keys(await bench.claim())], [third.token, 'running: 1 + 0 of 2', ['2']]);
    });
  });
});
