import assert from 'node:assert/strict';
import type { LeaseToken } from '../../../lib/model/lease-token.ts';
import type { EffectId } from '../../../lib/store/contract/effect-table.ts';
import type { Store } from '../../../lib/store/contract/store.ts';
import type { StoreUnderTest } from './store-under-test.ts';

export function effectTableContract(under: StoreUnderTest): void {
  describe(`effect table on ${under.engine}`, () => {
    let store: Store;
    beforeEach(async () => (store = await under.open()));
    afterEach(() => under.discard());

    const first: LeaseToken = { lease: 'account:erp', fence: 1 };
    const second: LeaseToken = { lease: 'account:erp', fence: 2 };
    const id = (key: string, revision = ''): EffectId => ({ destination: 'bluecherry:HTL', operation: 'create', key, revision });
    const held = (key: string, holder = first) => ({ ...id(key), holder });
    const row = (key: string, fingerprint = 'f1', holder = first) => ({ ...held(key, holder), fingerprint, claimedAt: 5 });
    const states = async (...keys: string[]) => {
      const found = new Map((await store.read.effects.find(keys.map((key) => id(key)))).map((one) => [one.key, one]));
      return keys.map((key) => {
        const one = found.get(key);
        return one ? `${one.state} ${one.holder.fence} ${one.fingerprint} ${one.result ?? '-'} ${one.settledAt ?? '-'}` : 'none';
      });
    };

    it('inserts what is not there, leaves the rest as it is, and says which', async () => {
      assert.deepEqual(await store.write(({ effects }) => effects.claim([row('53'), row('53'), row('54')])), [true, false, true]);
      assert.deepEqual(await store.write(({ effects }) => effects.claim([row('53', 'f2', second), row('55')])), [false, true]);
      assert.deepEqual(await store.read.effects.find([id('53')]), [{ ...row('53'), state: 'claimed', result: null, settledAt: null }]);
    });

    it('finds exactly the ids asked for', async () => {
      await store.write(({ effects }) => effects.claim([row('53'), { ...row('53'), revision: '2' }, { ...row('53'), operation: 'cancel' }]));
      assert.deepEqual((await store.read.effects.find([id('53', '2'), id('99')])).map(({ operation, revision }) => [operation, revision]), [['create', '2']]);
      assert.deepEqual((await store.read.effects.byKey('53')).map(({ holder }) => holder), [first, first, first]);
    });

    it('goes from claimed through unknown and claimed again to confirmed', async () => {
      await store.write(({ effects }) => effects.claim([row('53')]));
      await store.write(({ effects }) => effects.markUnknown([held('53')], 10));
      assert.deepEqual(await states('53'), ['unknown 1 f1 - 10']);
      await store.write(({ effects }) => effects.markUnknown([held('53')], 20));
      assert.deepEqual(await states('53'), ['unknown 1 f1 - 10'], 'unknown since the first time');
      assert.deepEqual(await store.write(({ effects }) => effects.reclaim([{ ...held('53', second), fingerprint: 'f2' }], 30)), [true]);
      assert.deepEqual(await states('53'), ['claimed 2 f2 - -']);
      assert.equal((await store.read.effects.find([id('53')]))[0]?.claimedAt, 30);
      assert.deepEqual(await store.write(({ effects }) => effects.confirm([{ ...held('53', second), result: '{"ordNum":"1"}' }], 40)), [true]);
      assert.deepEqual(await states('53'), ['confirmed 2 f2 {"ordNum":"1"} 40']);
    });

    it('claims again only what is unknown, each with its own content, and says which', async () => {
      await store.write(async ({ effects }) => {
        await effects.claim(['1', '2', '3', '4'].map((key) => row(key)));
        await effects.markUnknown([held('1'), held('2')], 10);
        await effects.confirm([{ ...held('4'), result: 'r4' }], 10);
      });
      const again = ['1', '3', '2', '1', '4', '5'].map((key, position) => ({ ...held(key, second), fingerprint: `new${position}` }));
      assert.deepEqual(await store.write(({ effects }) => effects.reclaim(again, 20)), [true, false, true, false, false, false]);
      const [one, ...others] = await states('1', '2', '3', '4', '5');
      assert.match(one ?? '', /^claimed 2 new[03] - -$/);
      assert.deepEqual(others, ['claimed 2 new2 - -', 'claimed 1 f1 - -', 'confirmed 1 f1 r4 10', 'none']);
    });

    it('confirms what is unknown or claimed under the holder named, keeps the first result, and says what is confirmed now', async () => {
      await store.write(async ({ effects }) => {
        await effects.claim([row('ours'), row('unknown'), row('theirs', 'f1', second), row('before')]);
        await effects.markUnknown([held('unknown')], 1);
        await effects.confirm([{ ...held('before'), result: 'first' }], 2);
      });
      const results = ['ours', 'unknown', 'theirs', 'before', 'none', 'ours'].map((key) => ({ ...held(key), result: `r-${key}` }));
      assert.deepEqual(await store.write(({ effects }) => effects.confirm(results, 9)), [true, true, false, true, false, true]);
      assert.deepEqual(await states('ours', 'unknown', 'theirs', 'before', 'none'), [
        'confirmed 1 f1 r-ours 9', 'confirmed 1 f1 r-unknown 9', 'claimed 2 f1 - -', 'confirmed 1 f1 first 2', 'none',
      ]);
    });

    it('lets nobody but its holder call a claim unknown or give it up', async () => {
      const other: LeaseToken = { lease: 'worker:b', fence: 1 };
      await store.write(({ effects }) => effects.claim([row('1'), row('2')]));
      for (const holder of [second, other]) {
        await store.write(async ({ effects }) => {
          await effects.markUnknown([held('1', holder)], 10);
          await effects.abandon([held('2', holder)]);
        });
      }
      assert.deepEqual(await states('1', '2'), ['claimed 1 f1 - -', 'claimed 1 f1 - -']);
      await store.write(async ({ effects }) => {
        await effects.markUnknown([held('1')], 10);
        await effects.abandon([held('2'), held('1')]);
      });
      assert.deepEqual(await states('1', '2'), ['unknown 1 f1 - 10', 'none']);
    });

    it('never turns what is confirmed into unknown, and never forgets it', async () => {
      await store.write(async ({ effects }) => {
        await effects.claim([row('53'), row('54')]);
        await effects.confirm([{ ...held('53'), result: '1' }], 9);
        await effects.markUnknown([held('53')], 10);
        await effects.abandon([held('53'), held('54')]);
      });
      assert.deepEqual(await states('53', '54'), ['confirmed 1 f1 1 9', 'none']);
    });

    it('does each of many at once, however many there are', async () => {
      const keys = Array.from({ length: 250 }, (_, n) => String(n));
      const done = await store.write(async ({ effects }) => {
        await effects.claim(keys.map((key) => row(key)));
        await effects.markUnknown(keys.slice(0, 240).map((key) => held(key)), 10);
        await effects.reclaim(keys.slice(0, 230).map((key) => ({ ...held(key, second), fingerprint: `f${key}` })), 20);
        await effects.abandon(keys.slice(0, 110).map((key) => held(key, second)));
        return effects.confirm(keys.map((key) => ({ ...held(key, second), result: `r${key}` })), 30);
      });
      assert.deepEqual([done.filter(Boolean).length, done.indexOf(true), done.lastIndexOf(true)], [130, 110, 239]);
      assert.deepEqual(await states('109', '110', '229', '230', '245'), ['none', 'confirmed 2 f110 r110 30', 'confirmed 2 f229 r229 30', 'confirmed 1 f1 r230 30', 'claimed 1 f1 - -']);
    });
  });
}
