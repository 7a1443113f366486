import assert from 'node:assert/strict';
import { statSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import type { Store } from '../../../lib/store/contract/store.ts';
import { laneEntry } from '../contract/store-under-test.ts';
import { temporarySqlite } from './temporary-store.ts';

const mib = 1024 * 1024;

describe('the log of a SQLite store', () => {
  let sqlite: ReturnType<typeof temporarySqlite>;
  let store: Store;
  let n = 0;
  beforeEach(async () => {
    n = 0;
    sqlite = temporarySqlite();
    store = await sqlite.open();
  });
  afterEach(() => sqlite.discard());

  const logMib = (): number => statSync(`${sqlite.file}-wal`).size / mib;
  const message = JSON.stringify({ note: 'x'.repeat(8000) });
  /** About 2 MiB of log. */
  const journal = () =>
    Promise.all(Array.from({ length: 250 }, () => store.write(({ lanes }) => lanes.append([laneEntry(`HT-${(n += 1)}`, { message })]))));

  it('does not grow with the number of writes while the store is read all the time', async () => {
    for (let round = 0; round < 12; round += 1) {
      await Promise.all([journal(), store.read.lanes.counts('erp'), store.read.timeline.of('sales-order', 'HT-1', 10)]);
      await store.read.lanes.nextDueAt('erp');
      assert.ok(logMib() < 12, `${logMib()} MiB`);
    }
    assert.ok(statSync(sqlite.file).size > 15 * mib);
  });

  it('grows while somebody else reads for long, and is given back to the disk afterwards', async () => {
    await journal();
    const backup = new DatabaseSync(sqlite.file, { readOnly: true });
    backup.exec('BEGIN');
    backup.prepare('SELECT count(*) FROM lane_entry').get();
    for (let round = 0; round < 11; round += 1) await journal();
    assert.ok(logMib() > 20, `${logMib()} MiB`);
    backup.exec('COMMIT');
    backup.close();
    for (let round = 0; round < 2; round += 1) await journal();
    assert.ok(logMib() <= 16, `${logMib()} MiB`);
    assert.equal((await store.read.lanes.counts('erp')).waiting, n);
  });
});
