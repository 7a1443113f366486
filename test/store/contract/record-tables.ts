import assert from 'node:assert/strict';
import type { FeedRun } from '../../../lib/store/contract/feed-run-table.ts';
import type { Store } from '../../../lib/store/contract/store.ts';
import { newException, type StoreUnderTest } from './store-under-test.ts';

export function recordTablesContract(under: StoreUnderTest): void {
  describe(`records on ${under.engine}`, () => {
    let store: Store;
    beforeEach(async () => (store = await under.open()));
    afterEach(() => under.discard());

    it('keeps a cursor per feed', async () => {
      await store.write(({ cursors }) => cursors.set('a', '1', 1));
      await store.write(({ cursors }) => cursors.set('a', '2', 2));
      assert.deepEqual([await store.read.cursors.get('a'), await store.read.cursors.get('b')], ['2', null]);
    });

    it('keeps the last hash per feed and key, in pages of any size', async () => {
      const rows = Array.from({ length: 450 }, (_, n) => ({ key: `k${n}`, hash: 'h1' }));
      await store.write(({ snapshots }) => snapshots.put('stock', [...rows, { key: 'k0', hash: 'h2' }], 1));
      await store.write(({ snapshots }) => snapshots.put('stock', [{ key: 'k1', hash: 'h3' }], 2));
      await store.write(({ snapshots }) => snapshots.forget('stock', ['k2']));
      const hashes = await store.read.snapshots.get('stock', rows.map(({ key }) => key));
      assert.deepEqual([hashes.size, hashes.get('k0'), hashes.get('k1'), hashes.get('k2'), hashes.get('k449')], [449, 'h2', 'h3', undefined, 'h1']);
      assert.equal((await store.read.snapshots.get('prices', ['k0'])).size, 0);
    });

    it('lists what it keeps of a feed page by page, in the order of the keys byte by byte', async () => {
      const keys = ['b', 'B', 'a@shop', 'a', 'ä', 'a-1'];
      await store.write(({ snapshots }) => snapshots.put('stock', keys.map((key) => ({ key, hash: `of ${key}` })), 1));
      await store.write(({ snapshots }) => snapshots.put('stock:2', [{ key: 'c', hash: 'other' }], 1));
      const listed: string[] = [];
      for (let after: string | null = null; ; ) {
        const page = await store.read.snapshots.list('stock', after, 4);
        listed.push(...page.map(({ key, hash }) => (hash === `of ${key}` ? key : `${key} is wrong`)));
        after = page.at(-1)?.key ?? null;
        if (after === null) break;
      }
      assert.deepEqual(listed, ['B', 'a', 'a-1', 'a@shop', 'b', 'ä']);
    });

    it('shows every item under a reference key, so that a key that is not unique is seen', async () => {
      const row = (remoteId: string, key: string) => ({ entity: 'sku', key, system: 'bluecherry:HTL', remoteId, data: `{"id":"${remoteId}"}`, updatedAt: 1 });
      await store.write(({ references }) => references.put([row('01|A', 'SKU-1'), row('02|A', 'SKU-1'), row('01|B', 'SKU-2')]));
      assert.deepEqual(await store.read.references.find('sku', 'bluecherry:HTL', ['SKU-1', 'SKU-9', 'SKU-1']), [row('01|A', 'SKU-1'), row('02|A', 'SKU-1')]);
      await store.write(({ references }) => references.put([row('02|A', 'SKU-3')]));
      assert.equal((await store.read.references.find('sku', 'bluecherry:HTL', ['SKU-1'])).length, 1, 'a renamed item leaves its old key');
      await store.write(({ references }) => references.remove('sku', 'bluecherry:HTL', ['01|B']));
      assert.equal(await store.read.references.count('sku', 'bluecherry:HTL'), 2);
    });

    it('keeps the last state of an order per system', async () => {
      const row = (revision: string) => ({ system: 'woocommerce', key: '53', revision, state: '{}', updatedAt: 1 });
      await store.write(({ orderStates }) => orderStates.put([row('1'), row('2')]));
      await store.write(({ orderStates }) => orderStates.put([row('3')]));
      assert.deepEqual(await store.read.orderStates.get('woocommerce', ['53', '54']), [row('3')]);
    });

    it('tells the newest part of a timeline, oldest first', async () => {
      const event = (at: number, key = '53') => ({ entity: 'sales-order', key, at, system: 'selvedge', kind: 'read', text: `event ${at}`, revision: '1' });
      await store.write(({ timeline }) => timeline.record([event(1), event(2, '54'), event(3), event(4)]));
      assert.deepEqual(await store.read.timeline.of('sales-order', '53', 2), [event(3), event(4)]);
      assert.equal(await store.write(({ timeline }) => timeline.prune(4, 10)), 3);
      assert.deepEqual(await store.read.timeline.of('sales-order', '53', 9), [event(4)]);
    });

    it('tells from the lanes when a record was journaled and went through, for as long as they keep it', async () => {
      const kept = (revision: string, createdAt: number, lane = 'erp') => ({ lane, entity: 'sales-order', key: '53', revision, message: '{}', priority: 1, dueAt: createdAt, createdAt });
      await store.write(async ({ lanes, timeline }) => {
        await timeline.record([{ entity: 'sales-order', key: '53', at: 15, system: 'selvedge', kind: 'retry', text: 'Late.', revision: '1' }]);
        const ids = (await lanes.append([kept('1', 10), kept('2', 20), kept('3', 30), kept('1', 12, 'mail')])).map(Number);
        await lanes.settle(ids.slice(0, 2), { at: 25, outcome: 'done', notes: ['Done: as 7.', 'Done: as 8.'] });
        await lanes.settle(ids.slice(2, 3), { at: 35, outcome: 'superseded' });
        await lanes.settle(ids.slice(3), { at: 40, outcome: 'skipped', notes: ['Not sent: known.'] });
        await lanes.append([kept('4', 40)]);
      });
      const told = async (limit: number) => (await store.read.timeline.of('sales-order', '53', limit)).map(({ at, kind, revision, text }) => `${at} ${kind} ${revision} ${text}`);
      const journaled = (lane: string): string => `Kept safely in lane ${lane} until its destination has it.`;
      const all = [
        `10 journaled 1 ${journaled('erp')}`,
        `12 journaled 1 ${journaled('mail')}`,
        '15 retry 1 Late.',
        `20 journaled 2 ${journaled('erp')}`,
        '25 done 2 Done: as 8.',
        '25 done 1 Done: as 7.',
        `30 journaled 3 ${journaled('erp')}`,
        `40 journaled 4 ${journaled('erp')}`,
        '40 skipped 1 Not sent: known.',
      ];
      assert.deepEqual((await told(100)).toSorted(), all.toSorted());
      assert.deepEqual((await told(2)).map((line) => line.slice(0, 14)), ['40 journaled 4', '40 skipped 1 N']);
      assert.deepEqual(await store.read.timeline.of('shipment', '53', 9), []);
      await store.write(({ lanes }) => lanes.prune(26, 100));
      assert.deepEqual((await told(100)).map((line) => line.slice(0, 14)), ['12 journaled 1', '15 retry 1 Lat', '30 journaled 3', '40 journaled 4', '40 skipped 1 N']);
    });

    it('keeps who did what, newest first', async () => {
      const row = (at: number) => ({ at, who: 'ann', action: 'exception.replay', subject: 'exception:1', before: null, after: '{}' });
      await store.write(async ({ audit }) => {
        for (const at of [1, 2, 3]) await audit.record(row(at));
      });
      assert.deepEqual(await store.read.audit.recent(2), [row(3), row(2)]);
    });

    it('forgets the values of old audit rows and keeps who did what', async () => {
      const row = (at: number, values: { before: string | null; after: string | null }) => ({ at, who: 'ann', action: 'exception.edit', subject: 'exception:1', ...values });
      const [both, after, young] = [row(1, { before: '{"a":1}', after: '{"a":2}' }), row(2, { before: null, after: '{}' }), row(9, { before: '{}', after: null })];
      await store.write(async ({ audit }) => {
        for (const one of [both, after, young]) await audit.record(one);
      });
      assert.equal(await store.write(({ audit }) => audit.forgetValues(9, 1)), 1, 'no more than asked for');
      assert.equal(await store.write(({ audit }) => audit.forgetValues(9, 9)), 1);
      assert.equal(await store.write(({ audit }) => audit.forgetValues(9, 9)), 0);
      assert.deepEqual(await store.read.audit.recent(9), [young, { ...after, after: null }, { ...both, before: null, after: null }]);
    });

    it('removes exceptions that have long been closed, never one that is open', async () => {
      await store.write(async ({ exceptions }) => {
        const ids: number[] = [];
        for (const key of ['a', 'b', 'c', 'open']) ids.push((await exceptions.raise(newException(key))).id);
        await exceptions.close(ids.slice(0, 2), 'resolved', 'ann', 'done', 200);
        await exceptions.close(ids.slice(2, 3), 'dismissed', 'ann', 'no', 300);
      });
      assert.equal(await store.write(({ exceptions }) => exceptions.prune(300, 1)), 1);
      assert.equal(await store.write(({ exceptions }) => exceptions.prune(300, 9)), 1);
      assert.deepEqual((await store.read.exceptions.list({ limit: 9 })).map(({ key }) => key), ['open', 'c']);
    });

    it('knows the last good run of a feed for ever, and prunes the others', async () => {
      const run = (endedAt: number, outcome: FeedRun['outcome']): FeedRun => ({ feed: 'orders', startedAt: endedAt - 1, endedAt, outcome, read: 3, emitted: 2, cycle: null, failure: outcome === 'failed' ? 'REMOTE_TIMEOUT' : null });
      await store.write(async ({ feedRuns }) => {
        for (const [at, outcome] of [[10, 'good'], [20, 'good'], [30, 'failed'], [40, 'failed']] as const) await feedRuns.record(run(at, outcome));
      });
      assert.deepEqual(await store.read.feedRuns.lastGood('orders'), run(20, 'good'));
      assert.deepEqual(await store.read.feedRuns.recent('orders', 2), [run(40, 'failed'), run(30, 'failed')]);
      assert.equal(await store.write(({ feedRuns }) => feedRuns.prune(100, 10)), 3);
      assert.deepEqual(await store.read.feedRuns.recent('orders', 9), [run(20, 'good')]);
      assert.equal(await store.read.feedRuns.lastGood('stock'), null);
    });

    it('names every feed that ever ran, once', async () => {
      assert.deepEqual(await store.read.feedRuns.feeds(), []);
      await store.write(async ({ feedRuns }) => {
        for (const feed of ['shop:orders', 'erp:skus', 'shop:orders', 'erp:orders']) await feedRuns.record({ feed, startedAt: 1, endedAt: 2, outcome: 'good', read: 1, emitted: 1, cycle: null, failure: null });
      });
      assert.deepEqual(await store.read.feedRuns.feeds(), ['erp:orders', 'erp:skus', 'shop:orders']);
    });
  });
}
