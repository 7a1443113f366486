import assert from 'node:assert/strict';
import { createHousekeeping } from '../../../lib/lanes/housekeeping.ts';
import { laneEntry } from '../../store/contract/store-under-test.ts';
import { temporarySqlite } from '../../store/sqlite/temporary-store.ts';
import { fakeClock } from './fake-clock.ts';

describe('housekeeping', () => {
  it('removes history after the days it is kept, bite by bite, and what still waits never', async () => {
    const sqlite = temporarySqlite();
    try {
      const store = await sqlite.open();
      const clock = fakeClock();
      const now = clock.now();
      const settle = async (count: number, prefix: string, at: number) => {
        await store.write(async ({ lanes, timeline }) => {
          const ids = await lanes.append(Array.from({ length: count }, (_, n) => laneEntry(`${prefix}${n}`, { createdAt: at })));
          await lanes.settle(ids.map(Number), { at, outcome: 'done' });
          await timeline.record(ids.map((_, n) => ({ entity: 'sales-order', key: `${prefix}${n}`, at, system: 'selvedge', kind: 'done', text: '', revision: '1' })));
        });
        return count;
      };
      await settle(450, 'old', now - 11 * 86_400_000);
      await settle(3, 'new', now - 9 * 86_400_000);
      await store.write(({ lanes }) => lanes.append([laneEntry('waits', { createdAt: 1 })]));
      let writes = 0;
      const housekeeping = createHousekeeping({ store: { ...store, write: (work) => ((writes += 1), store.write(work)) }, clock, keepDays: 10 });
      housekeeping.start();
      await clock.advance(20);
      assert.equal(writes, 1, 'one bite at a time');
      await clock.advance(1000);
      const left = await store.read.lanes.get(Array.from({ length: 454 }, (_, n) => n + 1));
      assert.deepEqual(left.map(({ key }) => key), ['new0', 'new1', 'new2', 'waits']);
      assert.deepEqual(await store.read.timeline.of('sales-order', 'old0', 9), []);
      assert.equal((await store.read.timeline.of('sales-order', 'new0', 9)).length, 1);
      await clock.advance(2 * 86_400_000);
      assert.equal((await store.read.lanes.get([451])).length, 0, 'and again every hour');
      await housekeeping.stop();
      const before = writes;
      await clock.advance(86_400_000);
      assert.equal(writes, before);
    } finally {
      await sqlite.discard();
    }
  });
});
