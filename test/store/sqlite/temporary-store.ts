import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Store } from '../../../lib/store/contract/store.ts';
import { openSqliteStore } from '../../../lib/store/sqlite/open-sqlite-store.ts';

/** A SQLite store in a folder of its own; it may be closed and opened again. */
export function temporarySqlite(): { file: string; open(): Promise<Store>; discard(): Promise<void> } {
  const folder = mkdtempSync(path.join(tmpdir(), 'selvedge-store-'));
  const file = path.join(folder, 'selvedge.sqlite');
  let current: Store | undefined;
  return {
    file,
    async open() {
      await current?.close();
      current = await openSqliteStore({ file });
      return current;
    },
    async discard() {
      await current?.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
