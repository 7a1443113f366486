import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { OperationError } from '../../lib/errors/operation-error.ts';
import type { Store } from '../../lib/store/contract/store.ts';
import { openSqliteStore } from '../../lib/store/sqlite/open-sqlite-store.ts';
import { openShopReferences, type ShopPlace, type ShopReferences } from '../../nodes/runtime/shop-references.ts';
import { eventually } from '../support/eventually.ts';

describe('where a shop has its SKUs', () => {
  let folder: string;
  let store: Store;
  let now: number;
  const asked: string[][] = [];
  let slow = Promise.withResolvers<undefined>();
  const shop = new Map<string, readonly ShopPlace[]>();
  const open = (absentForMs = 60_000): ShopReferences =>
    openShopReferences({
      store, system: 'harbour-thread', lingerMs: 1, absentForMs,
      clock: { now: () => now, setTimer: (callback, delayMs) => { const timer = setTimeout(callback, delayMs); return { cancel: () => clearTimeout(timer) }; } },
      ask(skuCodes) {
        asked.push([...skuCodes]);
        if (skuCodes.includes('SLOW')) return slow.promise.then(() => new Map());
        if (skuCodes.includes('BROKEN')) return Promise.reject(new OperationError('REMOTE_UNAVAILABLE', 'away'));
        return Promise.resolve(new Map(skuCodes.map((skuCode) => [skuCode, shop.get(skuCode) ?? []])));
      },
    });
  beforeEach(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'selvedge-references-'));
    store = await openSqliteStore({ file: path.join(folder, 'selvedge.sqlite') });
    now = Date.parse('2026-11-21T10:00:00Z');
    asked.length = 0;
    slow = Promise.withResolvers();
    shop.clear();
    shop.set('A', [{ productId: '11', variantId: '26' }]).set('B', [{ productId: '50', variantId: null }]);
  });
  afterEach(async () => {
    await store.close();
    await rm(folder, { recursive: true, force: true });
  });

  it('are asked for a hundred at a time, each once, and known after a restart', async () => {
    const references = open();
    const many = Array.from({ length: 250 }, (_, index) => `S${index}`);
    for (const [index, skuCode] of many.entries()) shop.set(skuCode, [{ productId: '7', variantId: String(index) }]);
    const places = await Promise.all([...many, ...many].map((skuCode) => references.find(skuCode)));
    assert.deepEqual(places[249], { productId: '7', variantId: '249' });
    assert.deepEqual(asked.map(({ length }) => length), [100, 100, 50]);
    assert.deepEqual([await open().find('S3'), asked.length], [{ productId: '7', variantId: '3' }, 3]);
  });

  it('keep gathering while the shop is being asked, unless a question is full', async () => {
    const references = open();
    const first = references.find('SLOW');
    await eventually('the first question', () => asked[0]);
    const more = Promise.all(['A', 'B'].map(async (skuCode) => {
      await pause(skuCode === 'A' ? 5 : 15);
      return references.find(skuCode);
    }));
    await pause(30);
    assert.equal(asked.length, 1);
    const many = Array.from({ length: 120 }, (_, index) => references.find(`S${index}`));
    await eventually('a full question', () => asked[1]);
    slow.resolve(undefined);
    await Promise.all([first, more, ...many]);
    assert.deepEqual(asked.map(({ length }) => length), [1, 100, 22]);
    assert.deepEqual(asked[1]?.slice(0, 2), ['A', 'B']);
  });

  it('are variations of a parent, or simple products', async () => {
    const references = open();
    for (const round of ['asked', 'known']) assert.deepEqual([round, await references.find('A'), await references.find('B')], [round, { productId: '11', variantId: '26' }, { productId: '50', variantId: null }]);
  });

  it('are asked for again when they are not there any more, and an old place is not kept beside the new one', async () => {
    const references = open();
    const place = await references.find('A');
    shop.set('A', [{ productId: '12', variantId: '30' }]);
    await references.forget([place!]);
    assert.deepEqual(await references.find('A'), { productId: '12', variantId: '30' });
    assert.deepEqual((await store.read.references.find('shop-stock', 'harbour-thread', ['A'])).map(({ remoteId }) => remoteId), ['12/30']);
  });

  it('are asked for where two are known of one SKU', async () => {
    const row = { entity: 'shop-stock', key: 'A', system: 'harbour-thread', data: '{}', updatedAt: 1 };
    await store.write(({ references }) => references.put([{ ...row, remoteId: '11/26' }, { ...row, remoteId: '9' }]));
    assert.deepEqual(await open().find('A'), { productId: '11', variantId: '26' });
    assert.deepEqual(asked, [['A']]);
  });

  it('are not asked for again for a while where the shop has none, each time where that is told', async () => {
    const references = open();
    assert.deepEqual([await references.find('NONE'), await references.find('NONE'), asked.length], [null, null, 1]);
    now += 60_001;
    shop.set('NONE', [{ productId: '60', variantId: null }]);
    assert.deepEqual(await references.find('NONE'), { productId: '60', variantId: null });
    const eager = open(0);
    assert.deepEqual([await eager.find('OTHER'), await eager.find('OTHER'), asked.length], [null, null, 4]);
  });

  it('are refused where a SKU is not unique, until it is', async () => {
    const references = open();
    shop.set('A', [{ productId: '11', variantId: '26' }, { productId: '50', variantId: null }]);
    await assert.rejects(references.find('A'), { code: 'SHOP_SKU_AMBIGUOUS' });
    shop.set('A', [{ productId: '50', variantId: null }]);
    assert.deepEqual(await references.find('A'), { productId: '50', variantId: null });
  });

  it('fail for those who asked while the shop could not be asked, and for nobody after them', async () => {
    const references = open();
    await assert.rejects(Promise.all([references.find('A'), references.find('BROKEN')]), { code: 'REMOTE_UNAVAILABLE' });
    assert.deepEqual(await references.find('A'), { productId: '11', variantId: '26' });
  });
});
