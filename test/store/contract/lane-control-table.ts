import assert from 'node:assert/strict';
import type { LaneControlTable } from '../../../lib/store/contract/lane-control-table.ts';
import type { Store } from '../../../lib/store/contract/store.ts';
import type { StoreUnderTest } from './store-under-test.ts';

export function laneControlTableContract(under: StoreUnderTest): void {
  describe(`lane control table on ${under.engine}`, () => {
    let store: Store;
    beforeEach(async () => (store = await under.open()));
    afterEach(() => under.discard());

    const controls = <T>(work: (table: LaneControlTable) => Promise<T>): Promise<T> => store.write(({ laneControls }) => work(laneControls));
    const report = { lane: 'erp', entries: 7, bytes: 5_000_000_000, oldestAt: 3, status: '{"waiting":7}', reportedAt: 90, reportedBy: 'account:erp#4' };
    const notPaused = { pausedAt: null, pausedBy: null, pauseReason: null };

    it('knows nothing of a lane that was neither paused nor driven', async () => {
      assert.equal(await store.read.laneControls.get('erp'), null);
      await controls((table) => table.resume('erp'));
      assert.deepEqual(await store.read.laneControls.list(), []);
    });

    it('keeps the last report, and what a person decided beside it', async () => {
      await controls((table) => table.report(report));
      assert.deepEqual(await store.read.laneControls.get('erp'), { ...notPaused, ...report });
      await controls((table) => table.pause('erp', 'ann', 'stock count', 100));
      await controls((table) => table.report({ ...report, entries: 0, oldestAt: null }));
      const paused = { pausedAt: 100, pausedBy: 'ann', pauseReason: 'stock count' };
      assert.deepEqual(await store.read.laneControls.get('erp'), { ...report, entries: 0, oldestAt: null, ...paused });
      await controls((table) => table.resume('erp'));
      assert.deepEqual(await store.read.laneControls.get('erp'), { ...notPaused, ...report, entries: 0, oldestAt: null });
    });

    it('keeps a pause of a lane that was never driven, and lists lanes by name', async () => {
      await controls((table) => table.pause('stock', 'ann', '', 100));
      await controls((table) => table.report(report));
      assert.deepEqual((await store.read.laneControls.list()).map(({ lane, pausedAt, status }) => [lane, pausedAt, status]), [['erp', null, '{"waiting":7}'], ['stock', 100, '']]);
    });
  });
}
