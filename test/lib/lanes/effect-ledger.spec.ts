import assert from 'node:assert/strict';
import { OperationError } from '../../../lib/errors/operation-error.ts';
import { effectsBench, unreachable, type EffectsBench, type EffectWorker } from './effects-bench.ts';

describe('the effects ledger', () => {
  let bench: EffectsBench;
  let one: EffectWorker;
  let two: EffectWorker;
  beforeEach(async () => {
    bench = await effectsBench();
    [one, two] = [bench.worker('one'), bench.worker('two')];
    await one.takeOver();
  });
  afterEach(() => bench.close());

  const states = async (worker: EffectWorker, ...keys: string[]) => (await worker.ledger.begin(keys.map((key) => worker.claim(key)))).map(({ state }) => state);
  const lost = (error: unknown): boolean => error instanceof OperationError && error.code === 'LEASE_LOST';

  it('lets one claim write and tells the others that it is busy, in the order given', async () => {
    assert.deepEqual(await states(one, '53', '53', '54'), ['claimed', 'busy', 'claimed']);
    assert.deepEqual(await states(one, '54'), ['busy']);
    assert.deepEqual(await bench.rows('53', '54'), ['53 claimed 1 -', '54 claimed 1 -']);
    assert.deepEqual(await one.ledger.begin([]), []);
  });

  it('answers each caller of one turn with its own decisions, in one write', async () => {
    const answers = await Promise.all([states(one, '1', '2'), one.ledger.begin([]), states(one, '2', '3')]);
    assert.deepEqual(answers, [['claimed', 'claimed'], [], ['busy', 'claimed']]);
    await Promise.all(['1', '2', '3'].map((key) => one.ledger.confirm([{ ...one.claim(key), result: key }])));
    assert.equal(one.store.writes, 2);
  });

  it('gives a repeated request the answer of the first, whoever asks, and says whether the content is the same', async () => {
    await states(one, '53');
    await one.ledger.confirm([{ ...one.claim('53'), result: '{"ordNum":"9"}' }]);
    await two.takeOver();
    assert.deepEqual(await two.ledger.begin([two.claim('53'), two.claim('53', 'other')]), [
      { state: 'confirmed', result: '{"ordNum":"9"}', sameContent: true },
      { state: 'confirmed', result: '{"ordNum":"9"}', sameContent: false },
    ]);
  });

  it('calls a claim under a lease in force busy, also for another lease', async () => {
    await states(one, '53');
    const worker = await bench.tables.leases.acquire('worker:two', 'two', 1e9);
    assert.ok(worker);
    assert.deepEqual(await two.ledger.begin([{ ...two.claim('53'), holder: worker }]), [{ state: 'busy' }]);
  });

  it('does not know what became of a claim whose lease is over, and remembers since when', async () => {
    await states(one, '53');
    await bench.clock.advance(60_000);
    await two.takeOver();
    const since = bench.clock.now();
    assert.deepEqual(await two.ledger.begin([two.claim('53', 'f2')]), [{ state: 'unknown', sameContent: false, since }]);
    await bench.clock.advance(60_000);
    assert.deepEqual(await two.ledger.begin([two.claim('53')]), [{ state: 'unknown', sameContent: true, since }]);
  });

  it('calls what this process is still writing busy, although it has lost the lease and got it again', async () => {
    await states(one, '53');
    const before = one.claim('53');
    await two.takeOver();
    await one.takeOver();
    assert.deepEqual(await states(one, '53'), ['busy']);
    await one.ledger.confirm([{ ...before, result: 'late' }]);
    assert.deepEqual((await one.ledger.begin([one.claim('53')]))[0], { state: 'confirmed', result: 'late', sameContent: true });
  });

  it('claims nothing for a call whose lease another worker has, and everything for the others of the turn', async () => {
    const old = one.claim('1');
    await two.takeOver();
    const asked = [one.ledger.begin([old]), one.ledger.begin([{ ...two.claim('2') }]), one.ledger.begin([two.claim('3'), { ...old, key: '4' }])];
    const ended = await Promise.allSettled(asked);
    assert.deepEqual(ended.map(({ status }) => status), ['rejected', 'fulfilled', 'rejected']);
    assert.ok(ended.every((end) => end.status === 'fulfilled' || lost(end.reason)));
    assert.equal(one.store.writes, 1);
    assert.deepEqual(await bench.rows('1', '2', '3', '4'), ['1 none', '2 claimed 2 -', '3 none', '4 none']);
    assert.deepEqual(await states(two, '1', '3', '4'), ['claimed', 'claimed', 'claimed'], 'a refused call leaves nothing behind');
  });

  it('writes again only after claiming again, which one of two may', async () => {
    await states(one, '53');
    await one.ledger.markUnknown([one.claim('53')]);
    assert.deepEqual(await states(one, '53'), ['unknown']);
    const again = [one.ledger.claimAgain([one.claim('53', 'f2')]), one.ledger.claimAgain([one.claim('53', 'f3')])];
    assert.deepEqual((await Promise.allSettled(again)).map(({ status }) => status), ['fulfilled', 'rejected']);
    assert.deepEqual(await states(one, '53'), ['busy']);
    await one.ledger.confirm([{ ...one.claim('53'), result: '9' }]);
    assert.deepEqual(await one.ledger.begin([one.claim('53', 'f2')]), [{ state: 'confirmed', result: '9', sameContent: true }]);
  });

  it('does not let a former holder claim again', async () => {
    await states(one, '53');
    await two.takeOver();
    assert.deepEqual(await states(two, '53'), ['unknown']);
    await assert.rejects(one.ledger.claimAgain([one.claim('53')]), lost);
    await two.ledger.claimAgain([two.claim('53')]);
    assert.deepEqual(await bench.rows('53'), ['53 claimed 2 -']);
  });

  it('keeps what a former holder knows of the destination, unless another has claimed it since', async () => {
    await states(one, 'known', 'claimed');
    await two.takeOver();
    assert.deepEqual(await states(two, 'known', 'claimed'), ['unknown', 'unknown']);
    await two.ledger.claimAgain([two.claim('claimed')]);
    const [known, claimed] = await Promise.allSettled(['known', 'claimed'].map((key) => one.ledger.confirm([{ ...one.claim(key), result: 'r' }])));
    assert.equal(known?.status, 'fulfilled');
    assert.ok(claimed?.status === 'rejected' && lost(claimed.reason));
    await one.ledger.abandon([one.claim('claimed')]);
    await one.ledger.markUnknown([one.claim('claimed')]);
    assert.deepEqual(await bench.rows('known', 'claimed'), ['known confirmed 1 r', 'claimed claimed 2 -']);
  });

  it('lets an abandoned claim be made again', async () => {
    await states(one, '53');
    await one.ledger.abandon([one.claim('53')]);
    assert.deepEqual(await states(one, '53'), ['claimed']);
  });

  for (const fails of ['before', 'after'] as const) {
    it(`does not take its own claim for one that is being written when the store failed ${fails} it was told the outcome`, async () => {
      await states(one, '53');
      one.store.fails = fails;
      await assert.rejects(one.ledger.confirm([{ ...one.claim('53'), result: '9' }]), unreachable);
      one.store.fails = 'no';
      assert.deepEqual(await states(one, '53'), [fails === 'before' ? 'unknown' : 'confirmed']);
    });

    it(`does not take a claim for one that is being written when the store failed ${fails} it was made`, async () => {
      one.store.fails = fails;
      await assert.rejects(states(one, '53'), unreachable);
      one.store.fails = 'no';
      assert.deepEqual(await states(one, '53'), [fails === 'before' ? 'claimed' : 'unknown']);
    });
  }
});
