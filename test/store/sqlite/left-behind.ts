import { cpSync, existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Store } from '../../../lib/store/contract/store.ts';
import { openSqliteStore } from '../../../lib/store/sqlite/open-sqlite-store.ts';
import { laneEntry } from '../contract/store-under-test.ts';

const parts = ['', '-wal', '.commits'] as const;

export interface LeftBehind {
  readonly file: string;
  /** Text of every message that was acknowledged, by the id of its entry. */
  readonly acknowledged: ReadonlyMap<number, string>;
  /** Another folder with the same files. */
  copy(): string;
  open(file?: string): Promise<Store>;
  discard(): Promise<void>;
}

/**
 * What a killed process leaves: the database with the first half of the entries, the log with the second half (none when
 * it was closed properly), and the witness of its commits.
 */
export async function leftBehind({ entries, closed = false }: { readonly entries: number; readonly closed?: boolean }): Promise<LeftBehind> {
  const folders: string[] = [];
  const stores: Store[] = [];
  const folder = (): string => {
    const made = mkdtempSync(path.join(tmpdir(), 'selvedge-left-'));
    folders.push(made);
    return path.join(made, 'selvedge.sqlite');
  };
  const copyOf = (from: string): string => {
    const to = folder();
    for (const part of parts) if (existsSync(from + part)) cpSync(from + part, to + part);
    return to;
  };
  const acknowledged = new Map<number, string>();
  const journal = async (store: Store, from: number, to: number): Promise<void> => {
    for (let n = from; n < to; n += 1) {
      const message = JSON.stringify({ order: n, note: 'x'.repeat((n % 7) * 900) });
      const [id] = await store.write(({ lanes }) => lanes.append([laneEntry(`HT-${n}`, { message })]));
      acknowledged.set(Number(id), message);
    }
  };
  const living = folder();
  const half = Math.floor(entries / 2);
  const first = await openSqliteStore({ file: living });
  await journal(first, 0, half);
  await first.close();
  const second = await openSqliteStore({ file: living });
  await journal(second, half, entries);
  if (closed) await second.close();
  const file = copyOf(living);
  if (!closed) await second.close();
  return {
    file,
    acknowledged,
    copy: () => copyOf(file),
    async open(which = file) {
      const store = await openSqliteStore({ file: which });
      stores.push(store);
      return store;
    },
    async discard() {
      for (const store of stores) await store.close();
      for (const made of folders) rmSync(made, { recursive: true, force: true });
    },
  };
}
