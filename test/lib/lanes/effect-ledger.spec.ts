import assert from 'node:assert/strict';
import { createEffectLedger } from '../../../lib/lanes/effect-ledger.ts';
import type { EffectClaim } from '../../../lib/lanes/contract.ts';
import type { Store } from '../../../lib/store/contract/store.ts';
import { temporarySqlite } from '../../store/sqlite/temporary-store.ts';
import { fakeClock } from './fake-clock.ts';

describe('the effects ledger', () => {
  const clock = fakeClock(1_000_000);
  let sqlite: ReturnType<typeof temporarySqlite>;
  let store: Store;
  beforeEach(async () => {
    sqlite = temporarySqlite();
    store = await sqlite.open();
  });
  afterEach(() => sqlite.discard());

  const ledger = (owner = 'p1') => createEffectLedger({ store, clock, owner });
  const claim = (key: string, fingerprint = 'f1'): EffectClaim => ({ destination: 'bluecherry:HTL', operation: 'create', key, revision: '', fingerprint });

  it('lets one claim write and tells the others that it is busy, in the order given', async () => {
    const decisions = await ledger().begin([claim('53'), claim('53'), claim('54')]);
    assert.deepEqual(decisions.map(({ state }) => state), ['claimed', 'busy', 'claimed']);
    assert.deepEqual(await ledger().begin([claim('54')]), [{ state: 'busy' }]);
    assert.deepEqual(await ledger().begin([]), []);
  });

  it('answers each caller of one turn with its own decisions, in one write', async () => {
    let writes = 0;
    const counted: Store = { read: store.read, write: (work) => ((writes += 1), store.write(work)), close: () => store.close() };
    const one = createEffectLedger({ store: counted, clock, owner: 'p1' });
    const answers = await Promise.all([one.begin([claim('1'), claim('2')]), one.begin([]), one.begin([claim('2'), claim('3')])]);
    assert.deepEqual(answers.map((decisions) => decisions.map(({ state }) => state)), [['claimed', 'claimed'], [], ['busy', 'claimed']]);
    await Promise.all(['1', '2', '3'].map((key) => one.confirm([{ ...claim(key), result: key }])));
    assert.equal(writes, 2);
  });

  it('gives a repeated request the answer of the first, and says whether the content is the same', async () => {
    await ledger().begin([claim('53')]);
    await ledger().confirm([{ ...claim('53'), result: '{"ordNum":"9"}' }]);
    assert.deepEqual(await ledger('p2').begin([claim('53'), claim('53', 'other')]), [
      { state: 'confirmed', result: '{"ordNum":"9"}', sameContent: true },
      { state: 'confirmed', result: '{"ordNum":"9"}', sameContent: false },
    ]);
  });

  it('does not know what became of a claim of a process that is gone, and remembers since when', async () => {
    await ledger('p1').begin([claim('53')]);
    await clock.advance(60_000);
    const since = clock.now();
    assert.deepEqual(await ledger('p2').begin([claim('53', 'f2')]), [{ state: 'unknown', sameContent: false, since }]);
    await clock.advance(60_000);
    assert.deepEqual(await ledger('p3').begin([claim('53')]), [{ state: 'unknown', sameContent: true, since }]);
  });

  it('writes again only after claiming again', async () => {
    await ledger('p1').begin([claim('53')]);
    await ledger('p1').markUnknown([claim('53')]);
    assert.equal((await ledger('p1').begin([claim('53')]))[0]?.state, 'unknown');
    await ledger('p2').claimAgain(claim('53', 'f2'));
    assert.equal((await ledger('p2').begin([claim('53')]))[0]?.state, 'busy');
    await ledger('p2').confirm([{ ...claim('53'), result: '9' }]);
    assert.deepEqual(await ledger('p2').begin([claim('53', 'f2')]), [{ state: 'confirmed', result: '9', sameContent: true }]);
  });

  it('lets an abandoned claim be made again', async () => {
    await ledger().begin([claim('53')]);
    await ledger().abandon([claim('53')]);
    assert.equal((await ledger().begin([claim('53')]))[0]?.state, 'claimed');
  });
});
