// Over 300 lines: what the desk does with an exception from its raising to its close, on one bench.
import assert from 'node:assert/strict';
import { OperationError } from '../../../lib/errors/operation-error.ts';
import type { CanonicalMessage } from '../../../lib/model/envelope.ts';
import { salesOrder } from '../../support/sales-orders.ts';
import { deployedLane, exceptionBench, orderFor, shopSource, skuMissing, type ExceptionBench, type Worker } from './exception-bench.ts';
import { quiet } from './fake-clock.ts';

describe('the exception desk', () => {
  let bench: ExceptionBench;
  let worker: Worker;
  beforeEach(async () => {
    bench = await exceptionBench();
    worker = await bench.worker('a');
  });
  afterEach(() => bench.discard());

  const parkBehindLane = async (key: string, revision = '1') => {
    await bench.journal(orderFor(key, revision));
    const handed = (await bench.claim()).find(({ selvedge }) => selvedge.key === key)!;
    return worker.park(handed);
  };
  const parkAtSource = (key = '69') => worker.park(orderFor(key), skuMissing);
  const row = async (id: number) => (await worker.desk.get(id))!;
  const claimed = async () => (await bench.claim()).map(({ selvedge }) => `${selvedge.key}/${selvedge.revision}`);

  describe('parks', () => {
    it('the message whole, with where it failed, where it starts again, and its cause', async () => {
      const parked = await parkAtSource();
      assert.deepEqual([parked.code, parked.owner, parked.text, parked.details, parked.raisedBy, parked.resumeAt, parked.laneEntry], ['SKU_MISSING', 'ecommerce', 'Line 1 has no SKU', '{"line":1}', 'erp-out', 'node:shop-in', null]);
      assert.equal(parked.cause, 'SKU_MISSING sales-order: Line … has no SKU');
      assert.deepEqual(JSON.parse(parked.message), orderFor('69'));
      assert.deepEqual(await bench.timeline('69'), ['parked']);
    });

    it('even a message that is not data, and a sentence that no database would take', async () => {
      const circular: Record<string, unknown> = {};
      circular['self'] = circular;
      const odd = new OperationError('UNCLASSIFIED', 'bad\0byte').toFailure();
      const parked = await worker.park({ ...orderFor('69'), req: circular }, odd);
      assert.deepEqual([JSON.parse(parked.message), parked.text], [orderFor('69'), 'badbyte']);
      const payloadLost = await worker.park(orderFor('70', '1', circular), odd);
      assert.equal((JSON.parse(payloadLost.message) as { payload: unknown }).payload, null);
    });

    it('the lane entry with it, and tells the lane', async () => {
      const { told, lane } = deployedLane();
      worker.desk.registerLane(lane);
      const parked = await parkBehindLane('53');
      assert.deepEqual([parked.resumeAt, await bench.states('53')], ['lane:erp', ['1 parked']]);
      assert.deepEqual(told, [`${String(parked.laneEntry)} parked`]);
      const [entry] = await bench.store.read.lanes.get([parked.laneEntry!]);
      assert.equal(entry?.lastCode, 'BLUECHERRY_ORDER_REFUSED');
      assert.equal((JSON.parse(parked.message) as CanonicalMessage).selvedge.holder, undefined);
    });

    it('not where a newer revision already waits: that one takes its place', async () => {
      await bench.journal(orderFor('53'));
      const [handed] = await bench.claim();
      await bench.journal(orderFor('53', '2'));
      const parked = await worker.park(handed!);
      assert.deepEqual([parked.state, await bench.states('53')], ['open', ['2 waiting']]);
      assert.deepEqual(await claimed(), ['53/2']);
    });

    it('nothing once another worker drives the lane: that one decides', async () => {
      await bench.journal(orderFor('53'));
      const [stale] = await bench.claim();
      await bench.handOver();
      await assert.rejects(worker.park(stale!), { code: 'LEASE_LOST' });
      assert.deepEqual([await worker.desk.list({ limit: 9 }), await bench.states('53'), await bench.timeline('53')], [[], ['1 waiting'], ['journaled']]);
    });

    it('nothing when its entry has been claimed anew under the same lease', async () => {
      await bench.journal(orderFor('53'));
      const [stale] = await bench.claim();
      await bench.settle(stale!);
      await assert.rejects(worker.park(stale!), { code: 'LEASE_LOST' });
      assert.deepEqual(await worker.desk.list({ limit: 9 }), []);
    });

    it('nothing of a source that another worker has taken over', async () => {
      const holder = await bench.store.write(async ({ leases }) => (await leases.acquire('source:shop-in', 'a', 1000))!);
      await bench.store.write(async ({ leases }) => {
        await leases.release([holder]);
        await leases.acquire('source:shop-in', 'b', 1000);
      });
      const stale = orderFor('69');
      await assert.rejects(worker.park({ ...stale, selvedge: { ...stale.selvedge, holder } }, skuMissing), { code: 'LEASE_LOST' });
      assert.deepEqual(await worker.desk.list({ limit: 9 }), []);
    });
  });

  describe('replays', () => {
    it('what a lane holds, from the first attempt, and says in the audit who asked for it', async () => {
      const { told, lane } = deployedLane();
      worker.desk.registerLane(lane);
      const parked = await parkBehindLane('53');
      const heard: string[] = [];
      bench.store.signals.on((topic) => heard.push(topic));
      assert.equal((await worker.desk.replay(parked.id, 'ann')).state, 'replaying');
      assert.deepEqual([told.at(-1), heard], [`${String(parked.laneEntry)} waiting`, ['lane:erp', 'exceptions']]);
      const [again] = await bench.claim();
      assert.deepEqual([again?.selvedge.lane?.entry, again?.selvedge.lane?.attempt], [parked.laneEntry, 1]);
      const [audit] = await bench.store.read.audit.recent(1);
      assert.deepEqual([audit?.who, audit?.action, audit?.subject], ['ann', 'exception.replay', `exception:${parked.id}`]);
      assert.ok(!JSON.stringify(await bench.store.read.timeline.of('sales-order', '53', 9)).includes('ann'));
    });

    it('and opens again, with one more attempt, what fails again', async () => {
      worker.desk.registerLane(deployedLane().lane);
      const parked = await parkBehindLane('53');
      await worker.desk.replay(parked.id, 'ann');
      const again = await worker.park((await bench.claim())[0]!);
      assert.deepEqual([again.id, again.state, again.attempts], [parked.id, 'open', 2]);
    });

    it('no older revision after a newer one that is through: there is nothing to send again', async () => {
      worker.desk.registerLane(deployedLane().lane);
      const parked = await parkBehindLane('53');
      await bench.store.write(async ({ lanes }) => {
        const [newer] = await lanes.append([{ lane: 'erp', entity: 'sales-order', key: '53', revision: '2', message: '{}', priority: 5, dueAt: 1, createdAt: 1 }]);
        await lanes.supersede([newer!], ['parked'], 2);
        await lanes.settle([newer!], { at: 3, outcome: 'done' });
      });
      const after = await worker.desk.replay(parked.id, 'ann');
      assert.deepEqual([await claimed(), after.state, after.closeReason], [[], 'resolved', 'A newer revision has taken its place.']);
    });

    it('by asking the source to fetch the record again', async () => {
      const parked = await parkAtSource();
      const { fetched, source } = shopSource({ fetch: async () => {
        await worker.desk.resolveByKey('sales-order', '69', 'sales order 9');
      } });
      const off = worker.desk.registerSource('shop-in', source);
      const after = await worker.desk.replay(parked.id, 'ann');
      assert.deepEqual([fetched, after.state, after.closeReason], [['69'], 'resolved', 'sales order 9']);
      off();
      await assert.rejects(async () => worker.desk.replay((await parkAtSource('70')).id, 'ann'), { code: 'CONFIGURATION_INVALID', message: /node shop-in, which is not in the deployed flow/ });
    });

    it('and opens again, with the reason, what the source cannot fetch', async () => {
      const parked = await parkAtSource();
      const { source } = shopSource({ fetch: () => Promise.reject(new OperationError('REMOTE_UNREACHABLE', 'The shop cannot be reached')) });
      worker.desk.registerSource('shop-in', source);
      const after = await worker.desk.replay(parked.id, 'ann');
      assert.deepEqual([after.state, after.code, JSON.parse(after.details), after.replayedBy], ['open', 'SKU_MISSING', { line: 1, replayFailed: 'REMOTE_UNREACHABLE: The shop cannot be reached' }, null]);
      assert.deepEqual(await bench.timeline('69'), ['parked', 'replayed', 'replay-failed']);
    });

    it('by fetching afresh what is damaged in its lane; once a person has put it right, the lane sends that', async () => {
      const damaged = new OperationError('MESSAGE_DAMAGED', 'Entry 1 of lane erp is not what was written there').toFailure();
      const { fetched, source } = shopSource();
      worker.desk.registerSource('shop-in', source);
      worker.desk.registerLane(deployedLane().lane);
      await bench.journal(orderFor('HT-53', '1', salesOrder()), orderFor('HT-54', '1', salesOrder({ externalRef: 'HT-54' })));
      const [first, second] = await bench.claim();
      const [fresh, corrected] = [await worker.park(first!, damaged), await worker.park(second!, damaged)];
      assert.equal((await worker.desk.replay(fresh.id, 'ann')).state, 'replaying');
      assert.deepEqual([fetched, await bench.states('HT-53')], [['HT-53'], ['1 parked']]);
      await worker.desk.edit(corrected.id, salesOrder({ externalRef: 'HT-54', note: 'read from the shop' }), 'ann', 'the disk');
      await worker.desk.replay(corrected.id, 'ann');
      assert.deepEqual([fetched, await claimed()], [['HT-53'], ['HT-54/1']]);
    });

    it('nothing that starts at a lane which is not deployed, and says so', async () => {
      const parked = await parkBehindLane('53');
      worker.desk.registerLane(deployedLane('other').lane);
      worker.desk.registerLane(deployedLane().lane)();
      await assert.rejects(worker.desk.replay(parked.id, 'ann'), { code: 'CONFIGURATION_INVALID', message: /lane "erp"/ });
      assert.equal((await row(parked.id)).state, 'open');
    });

    it('nothing twice at once, nothing that is closed or unknown', async () => {
      worker.desk.registerLane(deployedLane().lane);
      const parked = await parkBehindLane('53');
      const results = await Promise.allSettled([worker.desk.replay(parked.id, 'ann'), worker.desk.replay(parked.id, 'bob')]);
      assert.deepEqual(results.map(({ status }) => status), ['fulfilled', 'rejected']);
      await bench.settle((await bench.claim())[0]!);
      await worker.desk.resolveByKey('sales-order', '53', 'arrived');
      await assert.rejects(worker.desk.replay(parked.id, 'ann'), { message: /is closed already \(resolved by selvedge\)/ });
      await assert.rejects(worker.desk.replay(999, 'ann'), { message: 'There is no exception 999.' });
    });

    it('opens again what a dead worker was fetching; what lives or waits in a lane goes on', async () => {
      const dead = await bench.worker('b');
      for (const { desk } of [worker, dead]) {
        desk.registerLane(deployedLane().lane);
        desk.registerSource('shop-in', shopSource({ fetch: () => new Promise(() => undefined) }).source);
      }
      const [lost, mine, lane] = [await parkAtSource('1'), await parkAtSource('2'), await parkBehindLane('3')];
      void dead.desk.replay(lost.id, 'ann');
      void worker.desk.replay(mine.id, 'ann');
      await dead.desk.replay(lane.id, 'ann');
      const states = async () => [(await row(lost.id)).state, (await row(mine.id)).state, (await row(lane.id)).state];
      await bench.clock.advance(10_000);
      assert.deepEqual(await states(), ['replaying', 'replaying', 'replaying']);
      await dead.die();
      await bench.clock.advance(5000);
      assert.deepEqual(await states(), ['open', 'replaying', 'replaying']);
    });
  });

  describe('closes', () => {
    it('what a person dismisses, with the reason: the entry is settled and the key goes on', async () => {
      worker.desk.registerLane(deployedLane().lane);
      const parked = await parkBehindLane('53');
      const after = await worker.desk.dismiss(parked.id, 'ann', 'a test order');
      await bench.journal(orderFor('53', '2'));
      assert.deepEqual([after.state, after.closedBy, after.closeReason, await claimed()], ['dismissed', 'ann', 'a test order', ['53/2']]);
      assert.equal((await bench.store.read.lanes.get([parked.laneEntry!]))[0]?.state, 'settled');
    });

    it('nothing by hand that is being sent again just now', async () => {
      worker.desk.registerLane(deployedLane().lane);
      const parked = await parkBehindLane('53');
      await worker.desk.replay(parked.id, 'ann');
      await assert.rejects(worker.desk.dismiss(parked.id, 'ann', 'no'), { message: /wait for its outcome/ });
    });

    it('all of one cause with one reason, but none that is on its way', async () => {
      worker.desk.registerSource('shop-in', shopSource().source);
      const ids: number[] = [];
      for (let key = 0; key < 250; key += 1) ids.push((await parkAtSource(String(key))).id);
      const other = await worker.park(orderFor('x'));
      const { cause } = await row(ids[0]!);
      await worker.desk.assign([ids[1]!], 'ann', 'ann');
      await worker.desk.replay(ids[0]!, 'ann');
      assert.equal(await worker.desk.dismissCause(cause, 'ann', 'a test day'), 249);
      assert.deepEqual([(await row(ids[0]!)).state, (await row(ids[1]!)).state, (await row(ids[249]!)).closeReason, (await row(other.id)).state], ['replaying', 'dismissed', 'a test day', 'open']);
    });

    it('what an older or the same revision has met with, and nothing that a newer one has', async () => {
      const [first, second] = ['2026-01-01T10:00:00Z~x', '2026-01-01T10:00:05Z~a'];
      const older = await worker.park(orderFor('53', first), skuMissing);
      await bench.journal(orderFor('53', first));
      const [sent] = await bench.claim();
      const newer = await worker.park(orderFor('53', second), new OperationError('ORDER_CHANGED_AFTER_IMPORT', 'was changed').toFailure());
      assert.equal(newer.id, older.id, 'one exception per record and place: the newer failure took its place');
      assert.equal(await worker.desk.resolveByKey('sales-order', '53', 'arrived', sent!.selvedge), 0);
      assert.equal((await row(newer.id)).state, 'open');
      assert.equal(await worker.desk.resolveByKey('sales-order', '53', 'arrived', orderFor('53', '2026-01-01T10:00:06Z~b').selvedge), 1);
    });

    it('what a message met with that came before the one that succeeded within the same second', async () => {
      const [first, second] = ['2026-01-01T10:00:00Z~x', '2026-01-01T10:00:00Z~a'];
      await bench.journal(orderFor('53', first));
      const [refused] = await bench.claim();
      await bench.journal(orderFor('53', second));
      await bench.clock.advance(1000);
      const parked = await worker.park(refused!);
      await bench.store.write(({ lanes }) => lanes.settle([parked.laneEntry!], { at: 1, outcome: 'superseded' }));
      const [sent] = await bench.claim();
      assert.equal(sent?.selvedge.revision, second);
      assert.equal(await worker.desk.resolveByKey('sales-order', '53', 'arrived', sent.selvedge), 1);
    });

    it('what came within the same second only when what succeeded was read after it', async () => {
      const [first, second] = ['2026-01-01T10:00:00Z~x', '2026-01-01T10:00:00Z~a'];
      await bench.journal(orderFor('53', first));
      const [sent] = await bench.claim();
      await bench.clock.advance(1000);
      const changed = await worker.park(orderFor('53', second), skuMissing);
      assert.equal(await worker.desk.resolveByKey('sales-order', '53', 'arrived', sent!.selvedge), 0);
      await bench.settle(sent!);
      await bench.clock.advance(1000);
      await bench.journal(orderFor('53', '2026-01-01T10:00:00Z~c'));
      const [again] = await bench.claim();
      assert.equal(await worker.desk.resolveByKey('sales-order', '53', 'arrived', again!.selvedge), 1);
      assert.equal((await row(changed.id)).state, 'resolved');
    });

    it('the exceptions of a key that has succeeded, also assigned ones, but not one whose entry is still parked', async () => {
      const source = await parkAtSource('53');
      const lane = await parkBehindLane('53');
      await worker.desk.assign([source.id, lane.id], 'ann', 'ann');
      assert.equal(await worker.desk.resolveByKey('sales-order', '53', 'arrived another way'), 1);
      assert.deepEqual([(await row(source.id)).state, (await row(lane.id)).state], ['resolved', 'assigned']);
      assert.equal(await worker.desk.resolveByKey('sales-order', '99', 'nothing'), 0);
    });

    it('the one at the source when its replay now waits behind a lane', async () => {
      const source = await parkAtSource('53');
      worker.desk.registerSource('shop-in', shopSource().source);
      await worker.desk.replay(source.id, 'ann');
      const lane = await parkBehindLane('53');
      assert.match((await row(source.id)).closeReason ?? '', new RegExp(`exception ${lane.id}`));
    });

    it("a lane's own exception when the lane works again; a replay of it asks the node that raised it", async () => {
      const circuit = new OperationError('LANE_CIRCUIT_OPEN', 'Lane erp does not send: BlueCherry cannot be reached.', { details: { lane: 'erp' } }).toFailure();
      const message = orderFor('erp');
      const own = { ...message, topic: 'lane', payload: {}, selvedge: { ...message.selvedge, source: { system: 'selvedge', account: '', node: 'lane-node' } } };
      const parked = await worker.park(own, circuit);
      const { fetched, source } = shopSource();
      worker.desk.registerSource('lane-node', source);
      await worker.desk.replay(parked.id, 'ann');
      assert.deepEqual([parked.resumeAt, parked.entity, fetched], ['node:lane-node', 'lane', ['erp']]);
      assert.equal(await worker.desk.resolveByKey('lane', 'erp', 'the destination works again'), 1);
      assert.equal((await row(parked.id)).state, 'resolved');
    });
  });

  describe('assigns', () => {
    it('to a person and back to nobody, in the audit; a replay may start from either', async () => {
      worker.desk.registerSource('shop-in', shopSource().source);
      const parked = await parkAtSource();
      await worker.desk.assign([parked.id], 'bob', 'ann');
      assert.deepEqual([(await row(parked.id)).state, (await row(parked.id)).assignedTo], ['assigned', 'bob']);
      const [audit] = await bench.store.read.audit.recent(1);
      assert.deepEqual([audit?.who, audit?.action, audit?.after], ['ann', 'exception.assign', '{"assignedTo":"bob"}']);
      assert.equal((await worker.desk.replay(parked.id, 'bob')).state, 'replaying');
      assert.equal((await parkAtSource()).state, 'assigned');
      await worker.desk.assign([parked.id], null, 'ann');
      assert.equal((await row(parked.id)).state, 'open');
      assert.deepEqual(await bench.timeline('69'), ['parked', 'replayed', 'parked']);
    });

    it('nothing that is closed or unknown', async () => {
      const parked = await parkAtSource();
      await worker.desk.dismiss(parked.id, 'ann', 'x');
      await assert.rejects(worker.desk.assign([parked.id], 'bob', 'ann'), { message: `Exception ${parked.id} is closed or unknown.` });
      await assert.rejects(worker.desk.assign([997, 998], 'bob', 'ann'), { code: 'PAYLOAD_INVALID' });
    });
  });

  it('tells its listeners of every change, also of one that another worker made', async () => {
    let changes = 0;
    const off = worker.desk.onChange(() => (changes += 1));
    const parked = await parkAtSource();
    await (await bench.worker('b')).desk.dismiss(parked.id, 'ann', 'x');
    await quiet();
    assert.equal(changes, 2);
    off();
    await parkAtSource('70');
    assert.equal(changes, 2);
    assert.deepEqual((await worker.desk.list({ state: ['open'], limit: 9 })).map(({ key }) => key), ['70']);
  });
});
