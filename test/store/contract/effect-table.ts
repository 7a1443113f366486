import assert from 'node:assert/strict';
import type { EffectId } from '../../../lib/store/contract/effect-table.ts';
import type { Store } from '../../../lib/store/contract/store.ts';
import type { StoreUnderTest } from './store-under-test.ts';

export function effectTableContract(under: StoreUnderTest): void {
  describe(`effect table on ${under.engine}`, () => {
    let store: Store;
    beforeEach(async () => (store = await under.open()));
    afterEach(() => under.discard());

    const id = (key: string, revision = ''): EffectId => ({ destination: 'bluecherry:HTL', operation: 'create', key, revision });
    const row = (key: string, fingerprint = 'f1', owner = 'p1') => ({ ...id(key), owner, fingerprint, claimedAt: 5 });

    it('inserts what is not there, leaves the rest as it is, and says which', async () => {
      assert.deepEqual(await store.write(({ effects }) => effects.claim([row('53'), row('53'), row('54')])), [true, false, true]);
      assert.deepEqual(await store.write(({ effects }) => effects.claim([row('53', 'f2', 'p2'), row('55')])), [false, true]);
      assert.deepEqual(await store.read.effects.find([id('53')]), [{ ...row('53'), state: 'claimed', result: null, settledAt: null }]);
    });

    it('finds exactly the ids asked for', async () => {
      await store.write(({ effects }) => effects.claim([row('53'), { ...row('53'), revision: '2' }, { ...row('53'), operation: 'cancel' }]));
      assert.deepEqual((await store.read.effects.find([id('53', '2'), id('99')])).map(({ operation, revision }) => [operation, revision]), [['create', '2']]);
      assert.equal((await store.read.effects.byKey('53')).length, 3);
    });

    it('goes from claimed through unknown and claimed again to confirmed', async () => {
      const state = async () => (await store.read.effects.find([id('53')])).map((found) => [found.state, found.owner, found.fingerprint, found.result, found.settledAt])[0];
      await store.write(({ effects }) => effects.claim([row('53')]));
      await store.write(({ effects }) => effects.markUnknown([id('53')], 10));
      assert.deepEqual(await state(), ['unknown', 'p1', 'f1', null, 10]);
      await store.write(({ effects }) => effects.markUnknown([id('53')], 20));
      assert.equal((await state())?.[4], 10, 'unknown since the first time');
      await store.write(({ effects }) => effects.reclaim(id('53'), 'p2', 'f2', 30));
      assert.deepEqual(await state(), ['claimed', 'p2', 'f2', null, null]);
      await store.write(({ effects }) => effects.confirm(id('53'), '{"ordNum":"1"}', 40));
      assert.deepEqual(await state(), ['confirmed', 'p2', 'f2', '{"ordNum":"1"}', 40]);
    });

    it('never turns what is confirmed into unknown, and never forgets it', async () => {
      await store.write(async ({ effects }) => {
        await effects.claim([row('53'), row('54')]);
        await effects.confirm(id('53'), '1', 9);
        await effects.markUnknown([id('53')], 10);
        await effects.abandon([id('53'), id('54')]);
      });
      assert.deepEqual((await store.read.effects.find([id('53'), id('54')])).map(({ key, state }) => [key, state]), [['53', 'confirmed']]);
    });
  });
}
