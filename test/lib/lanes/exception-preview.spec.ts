import assert from 'node:assert/strict';
import { OperationError } from '../../../lib/errors/operation-error.ts';
import type { DestinationView } from '../../../lib/lanes/contract.ts';
import type { CanonicalMessage } from '../../../lib/model/envelope.ts';
import { exceptionBench, orderFor, shopSource, skuMissing, type ExceptionBench, type Worker } from './exception-bench.ts';

describe('the preview of a replay', () => {
  let bench: ExceptionBench;
  let worker: Worker;
  beforeEach(async () => {
    bench = await exceptionBench();
    worker = await bench.worker('a');
  });
  afterEach(() => bench.discard());

  const park = async (...keys: string[]): Promise<number[]> => {
    const ids: number[] = [];
    for (const key of keys) ids.push((await worker.park(orderFor(key), skuMissing)).id);
    return ids;
  };
  const views: Record<string, DestinationView> = {
    new: { state: 'new' },
    there: { state: 'there', number: '100234', sameContent: true },
    other: { state: 'there', number: '100235', sameContent: false },
  };
  const asked: string[][] = [];
  beforeEach(() => void asked.splice(0));
  const lookup = (messages: readonly CanonicalMessage[]) => {
    asked.push(messages.map(({ selvedge }) => selvedge.key));
    return Promise.resolve(messages.map(({ selvedge }): DestinationView => views[selvedge.key] ?? { state: 'new' }));
  };
  const behind = (...places: string[]) => () => new Set(places);

  it('says what is new at the destination, what is there and under which number, and what has changed since', async () => {
    const ids = await park('new', 'there', 'other', 'moved', 'gone');
    const revisions: Record<string, string | null> = { moved: '2', gone: null };
    worker.desk.registerSource('shop-in', shopSource({ revisionOf: (key) => Promise.resolve(key in revisions ? revisions[key]! : '1') }).source);
    worker.desk.registerDestination('out', behind('shop-in', 'lane:erp'), lookup);
    const { items, ...counts } = await worker.desk.preview(ids);
    assert.deepEqual(counts, { new: 3, there: 2, changed: 3, unknown: 0 });
    const of = (key: string) => items.find((item) => item.key === key);
    assert.deepEqual([of('there')?.destination, of('there')?.changedAtSource], [views['there'], false]);
    assert.deepEqual([of('moved')?.changedAtSource, of('gone')?.changedAtSource], [true, true]);
    assert.equal(of('other')?.exception, ids[2]);
  });

  it('asks the destination behind the lane or the node at which the replay starts', async () => {
    await bench.journal(orderFor('there'));
    const lane = await worker.park((await bench.claim())[0]!);
    const [source] = await park('new');
    worker.desk.registerDestination('other', behind('lane:products'), () => Promise.reject(new Error('not asked')));
    worker.desk.registerDestination('out', behind('lane:erp'), lookup);
    const { items } = await worker.desk.preview([lane.id, source!]);
    assert.deepEqual(items.map(({ destination }) => destination), [{ state: 'unknown', why: 'No destination that can be asked is deployed behind it.' }, views['there']]);
    assert.deepEqual([asked, items.map(({ changedAtSource }) => changedAtSource)], [[['there']], [null, null]]);
  });

  it('says why a destination could not be asked, and asks nobody about what is no entity of the kit', async () => {
    const ids = await park('new');
    const { id } = await worker.park({ ...orderFor('erp'), topic: 'lane' }, skuMissing);
    worker.desk.registerDestination('out', behind('shop-in'), (messages) => {
      asked.push(messages.map(({ topic }) => topic));
      return Promise.reject(new OperationError('REMOTE_TIMEOUT', 'BlueCherry did not answer.'));
    });
    worker.desk.registerSource('shop-in', shopSource({ revisionOf: () => Promise.reject(new Error('away')) }).source);
    const { items, unknown } = await worker.desk.preview([...ids, id]);
    assert.deepEqual([unknown, asked], [2, [['sales-order']]]);
    assert.deepEqual(items.at(-1), { exception: ids[0], key: 'new', destination: { state: 'unknown', why: 'REMOTE_TIMEOUT: BlueCherry did not answer.' }, changedAtSource: null });
  });

  it('asks in batches, and refuses more than it asks about', async () => {
    const ids = await park(...Array.from({ length: 230 }, (_, index) => `k${index}`));
    worker.desk.registerDestination('out', behind('shop-in'), lookup);
    assert.equal((await worker.desk.preview(ids)).new, 230);
    assert.deepEqual(asked.map((keys) => keys.length), [100, 100, 30]);
    await assert.rejects(worker.desk.preview(Array.from({ length: 501 }, (_, index) => index)), { code: 'PAYLOAD_INVALID', message: 'A preview asks about 500 exceptions at most, not 501: choose fewer.' });
    assert.deepEqual(await worker.desk.preview([]), { items: [], new: 0, there: 0, changed: 0, unknown: 0 });
  });

  it('does not wait for a slow source for ever: what it has not said by then stays open', async () => {
    const ids = await park(...Array.from({ length: 12 }, (_, index) => `k${index}`));
    worker.desk.registerSource('shop-in', shopSource({ revisionOf: () => new Promise((resolve) => bench.clock.setTimer(() => resolve('2'), 6000)) }).source);
    const preview = worker.desk.preview(ids);
    await bench.clock.advance(30_000);
    const { items, changed } = await preview;
    assert.equal(changed, 12);
    const many = worker.desk.preview(await park(...Array.from({ length: 30 }, (_, index) => `m${index}`)));
    await bench.clock.advance(30_000);
    assert.deepEqual([(await many).changed, items.length], [12, 12]);
  });
});
