import assert from 'node:assert/strict';
import type { CanonicalMessage } from '../../../lib/model/envelope.ts';
import { salesOrder } from '../../support/sales-orders.ts';
import { deployedLane, exceptionBench, orderFor, shopSource, skuMissing, type ExceptionBench, type Worker } from './exception-bench.ts';

describe('a correction of an exception', () => {
  let bench: ExceptionBench;
  let worker: Worker;
  beforeEach(async () => {
    bench = await exceptionBench();
    worker = await bench.worker('a');
  });
  afterEach(() => bench.discard());

  const wrong = salesOrder({ note: 'gift' });
  const corrected = salesOrder({ note: 'a gift, wrap it' });
  const parkAtSource = () => worker.park(orderFor('HT-53', '1', wrong), skuMissing);
  async function parkBehindLane() {
    await bench.journal(orderFor('HT-53', '1', wrong));
    return worker.park((await bench.claim())[0]!);
  }
  const payloadOf = (message: string) => (JSON.parse(message) as CanonicalMessage).payload;

  it('takes the place of what failed; before and after are in the audit, the person is not in the timeline', async () => {
    const parked = await parkAtSource();
    const edited = await worker.desk.edit(parked.id, corrected, 'ann', 'the customer rang');
    assert.deepEqual([payloadOf(edited.message), edited.editedAt, edited.state], [corrected, bench.clock.now(), 'open']);
    const [audit] = await bench.store.read.audit.recent(1);
    assert.deepEqual([audit?.who, audit?.action, audit?.subject], ['ann', 'exception.edit', `exception:${parked.id}`]);
    assert.deepEqual((JSON.parse(audit?.before ?? '') as { payload: unknown }).payload, wrong);
    assert.deepEqual(JSON.parse(audit?.after ?? ''), { payload: corrected, why: 'the customer rang' });
    const [, told] = await bench.store.read.timeline.of('sales-order', 'HT-53', 9);
    assert.deepEqual([told?.kind, told?.text], ['edited', `The message of exception ${parked.id} (SKU_MISSING) was corrected by hand: the customer rang.`]);
  });

  it('is sent by its source instead of a record fetched afresh', async () => {
    const { id } = await parkAtSource();
    const { fetched, sent, source } = shopSource();
    worker.desk.registerSource('shop-in', source);
    await worker.desk.edit(id, corrected, 'ann', 'why');
    await worker.desk.replay(id, 'ann');
    assert.deepEqual([fetched, sent.map(({ payload }) => payload)], [[], [corrected]]);
    assert.match((await bench.store.read.timeline.of('sales-order', 'HT-53', 9)).at(-1)?.text ?? '', /corrected by hand/);
  });

  it('is what the lane sends', async () => {
    worker.desk.registerLane(deployedLane().lane);
    const { id, laneEntry } = await parkBehindLane();
    await worker.desk.edit(id, corrected, 'ann', 'why');
    await worker.desk.replay(id, 'ann');
    const [again] = await bench.claim();
    assert.deepEqual([again?.selvedge.lane?.entry, again?.payload], [laneEntry, corrected]);
  });

  it('is sent again when its replay failed', async () => {
    const { id } = await parkAtSource();
    const { sent, source } = shopSource();
    worker.desk.registerSource('shop-in', source);
    await worker.desk.edit(id, corrected, 'ann', 'why');
    await worker.desk.replay(id, 'ann');
    await worker.park(orderFor('HT-53', '1', corrected), skuMissing);
    await worker.desk.replay(id, 'ann');
    assert.equal(sent.length, 2);
  });

  it('is void when a newer revision fails: that one is fetched', async () => {
    const { id } = await parkAtSource();
    const { fetched, source } = shopSource();
    worker.desk.registerSource('shop-in', source);
    await worker.desk.edit(id, corrected, 'ann', 'why');
    await worker.park(orderFor('HT-53', '2', wrong), skuMissing);
    await worker.desk.replay(id, 'ann');
    assert.deepEqual(fetched, ['HT-53']);
  });

  it('must have the shape of its entity, and says where it has not', async () => {
    const { id, message } = await parkAtSource();
    await assert.rejects(worker.desk.edit(id, { ...corrected, lines: 'none' }, 'ann', 'why'), { code: 'PAYLOAD_INVALID', message: /Not a sales order: payload\/lines must be array/ });
    await assert.rejects(worker.desk.edit(id, null, 'ann', 'why'), { code: 'PAYLOAD_INVALID' });
    assert.equal((await worker.desk.get(id))?.message, message);
  });

  it('may not make another record of it', async () => {
    const { id } = await parkAtSource();
    await assert.rejects(worker.desk.edit(id, { ...corrected, externalRef: 'HT-54' }, 'ann', 'why'), { code: 'PAYLOAD_INVALID', message: '"externalRef" names the record and must stay "HT-53".' });
  });

  it('is refused for what is no entity of the kit, on its way, closed or unknown', async () => {
    const foreign = await worker.park({ ...orderFor('x'), topic: 'constructor' }, skuMissing);
    await assert.rejects(worker.desk.edit(foreign.id, {}, 'ann', 'why'), { message: /holds no entity of the kit \("constructor"\)/ });
    const { id } = await parkAtSource();
    worker.desk.registerSource('shop-in', shopSource().source);
    await worker.desk.replay(id, 'ann');
    await assert.rejects(worker.desk.edit(id, corrected, 'ann', 'why'), { message: /is being sent again already/ });
    await worker.desk.dismiss(id, 'ann', 'done by hand');
    await assert.rejects(worker.desk.edit(id, corrected, 'ann', 'why'), { message: /is closed already/ });
    await assert.rejects(worker.desk.edit(999, corrected, 'ann', 'why'), { message: 'There is no exception 999.' });
  });
});
