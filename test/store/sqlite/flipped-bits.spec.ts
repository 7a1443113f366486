import assert from 'node:assert/strict';
import { cpSync, readFileSync, rmSync, statSync } from 'node:fs';
import { OperationError } from '../../../lib/errors/operation-error.ts';
import type { LaneEntry } from '../../../lib/store/contract/lane-table.ts';
import { openSqliteStore } from '../../../lib/store/sqlite/open-sqlite-store.ts';
import { eventually } from '../../support/eventually.ts';
import { flipByte } from './flip-byte.ts';
import { leftBehind, type LeftBehind } from './left-behind.ts';
import { freelistOf, pageOf } from './page-of.ts';
import { refused } from './refused.ts';

describe('a SQLite store with a flipped bit in its file', () => {
  let left: LeftBehind;
  before(async () => (left = await leftBehind({ entries: 40, closed: true })));
  after(() => left.discard());
  const holder = { lease: 'lane:erp', fence: 1 };

  /** Everything that is due, claimed as a lane does. */
  const claimAll = async (file: string): Promise<readonly LaneEntry[]> => {
    const store = await openSqliteStore({ file });
    try {
      return await store.write(({ lanes }) => lanes.claim({ lane: 'erp', holder, limit: 1000, now: Date.now() }));
    } finally {
      await store.close();
    }
  };

  const places: Record<string, (file: string) => number> = {
    'the header of the file': () => 20,
    'the schema': () => 100,
    'the b-tree of the entries': (file) => pageOf(file, 'lane_entry', 'leaf') + 4,
    'the upper pages of that b-tree': (file) => pageOf(file, 'lane_entry', 'internal') + 3,
    'the chain of a long message': (file) => pageOf(file, 'lane_entry', 'overflow') + 3,
    'an index': (file) => pageOf(file, 'lane_entry_ready', 'leaf') + 4096 - 20,
  };
  for (const [what, place] of Object.entries(places)) {
    it(`refuses it when the bit is in ${what}, and leaves the file as it is`, async () => {
      const file = left.copy();
      flipByte(file, place(file), 2);
      const before = readFileSync(file);
      const error = await refused(openSqliteStore({ file }), file);
      assert.match(error.message, /is damaged: stop, keep a copy|is not a database/);
      assert.ok(before.equals(readFileSync(file)));
    });
  }

  it('refuses it when the bit is in the list of free pages', async () => {
    const file = left.copy();
    const store = await openSqliteStore({ file });
    await store.write(async ({ lanes }) => {
      await lanes.settle([...left.acknowledged.keys()], { at: 1, outcome: 'done' });
      await lanes.prune(2, 1000);
    });
    await store.close();
    flipByte(file, freelistOf(file) + 7, 1);
    assert.match((await refused(openSqliteStore({ file }), file)).message, /is damaged: stop, keep a copy.*[Ff]reelist/);
  });

  it('hands out a message as damaged when the bit is in its text', async () => {
    const file = left.copy();
    const [id, text] = [...left.acknowledged].find(([, message]) => message.length < 100)!;
    const at = readFileSync(file).indexOf(text);
    flipByte(file, at + text.indexOf('order'), 0);
    const claimed = await claimAll(file);
    assert.equal(claimed.length, left.acknowledged.size);
    assert.deepEqual(claimed.filter(({ damaged }) => damaged).map((entry) => entry.id), [id]);
  });

  it('never hands out anything but what was acknowledged, wherever the bit is', async function () {
    this.timeout(30_000);
    const file = left.copy();
    const { size } = statSync(left.file);
    const outcomes = { refused: 0, damaged: 0, unharmed: 0 };
    for (let offset = 0; offset < size; offset += 2003) {
      cpSync(left.file, file);
      rmSync(`${file}-wal`, { force: true });
      cpSync(`${left.file}.commits`, `${file}.commits`);
      flipByte(file, offset, offset % 8);
      const claimed = await claimAll(file).catch((error: unknown) => error);
      if (claimed instanceof OperationError) {
        assert.equal(claimed.code, 'STORE_UNAVAILABLE', `byte ${offset}: ${claimed.message}`);
        outcomes.refused += 1;
        continue;
      }
      if (claimed instanceof Error) throw new Error(`byte ${offset}: ${claimed.message}`, { cause: claimed });
      const entries = claimed as readonly LaneEntry[];
      const good = entries.filter(({ damaged }) => !damaged);
      for (const { id, key, revision, entity, message } of good) {
        assert.deepEqual({ key, revision, entity, message }, { key: `HT-${(JSON.parse(left.acknowledged.get(id) ?? '{}') as { order: number }).order}`, revision: '1', entity: 'sales-order', message: left.acknowledged.get(id) }, `byte ${offset}`);
      }
      assert.equal(entries.length, left.acknowledged.size, `byte ${offset}: an entry is not handed out`);
      outcomes[good.length < entries.length ? 'damaged' : 'unharmed'] += 1;
    }
    assert.ok(outcomes.refused > 3 && outcomes.damaged > 10 && outcomes.unharmed > 10, JSON.stringify(outcomes));
  });

  it('opens a big file at once, reads it beside the work, and takes no more writes when it is damaged', async () => {
    const file = left.copy();
    flipByte(file, pageOf(file, 'lane_entry_ready', 'leaf') + 4096 - 20, 2);
    const store = await openSqliteStore({ file, checkedAtOnce: 0 });
    const error = await eventually('a refusal', () => store.write(({ cursors }) => cursors.set('feed', 'p', 1)).then(() => undefined, (reason: unknown) => reason as OperationError));
    assert.equal(error.code, 'STORE_UNAVAILABLE');
    assert.match(error.message, /is damaged: stop, keep a copy/);
    await store.close();
  });

  it('goes on working when the reading beside the work finds nothing', async () => {
    const store = await openSqliteStore({ file: left.copy(), checkedAtOnce: 0 });
    await store.write(({ cursors }) => cursors.set('feed', 'p', 1));
    await store.close();
  });
});
