import assert from 'node:assert/strict';
import { chmodSync, chownSync } from 'node:fs';
import path from 'node:path';
import { openSqliteStore } from '../../../lib/store/sqlite/open-sqlite-store.ts';
import { leftBehind, type LeftBehind } from './left-behind.ts';
import { refused } from './refused.ts';

const nobody = 65_534;

/** Root may write everything, so it lays its rights down for the moment. */
async function withOrdinaryRights<T>(run: () => Promise<T>): Promise<T> {
  if (process.geteuid?.() !== 0) return run();
  process.seteuid?.(nobody);
  try {
    return await run();
  } finally {
    process.seteuid?.(0);
  }
}

describe('a SQLite store that may not be written', () => {
  let left: LeftBehind;
  const folder = (): string => path.dirname(left.file);
  beforeEach(async () => {
    left = await leftBehind({ entries: 10 });
    for (const part of ['', '-wal', '.commits']) if (process.geteuid?.() === 0) chownSync(left.file + part, nobody, nobody);
    if (process.geteuid?.() === 0) chownSync(folder(), nobody, nobody);
  });
  afterEach(async () => {
    chmodSync(folder(), 0o755);
    await left.discard();
  });

  const refusal = () => withOrdinaryRights(() => refused(openSqliteStore({ file: left.file }), left.file));
  const rightsAgain = async (): Promise<void> => {
    chmodSync(folder(), 0o755);
    for (const part of ['', '-wal', '.commits']) chmodSync(left.file + part, 0o644);
    const store = await withOrdinaryRights(() => left.open());
    assert.equal((await store.read.lanes.counts('erp')).waiting, 10);
  };

  for (const [what, part] of Object.entries({ database: '', log: '-wal', 'witness of its commits': '.commits' })) {
    it(`refuses to start when the ${what} is read-only, and keeps all for the time when it is not`, async () => {
      chmodSync(left.file + part, 0o444);
      assert.match((await refusal()).message, /right to write|may be written/);
      await rightsAgain();
    });
  }

  it('refuses to start in a folder that is read-only, and keeps all for the time when it is not', async () => {
    chmodSync(folder(), 0o555);
    assert.match((await refusal()).message, /right to write|may be written/);
    await rightsAgain();
  });
});
