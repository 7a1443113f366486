import { existsSync, rmSync } from 'node:fs';
import { toFailure } from '../../../lib/errors/operation-error.ts';
import type { Store } from '../../../lib/store/contract/store.ts';
import { openSqliteStore } from '../../../lib/store/sqlite/open-sqlite-store.ts';
import { laneEntry } from '../contract/store-under-test.ts';

/**
 * Run by full-disk.spec.ts in a process of its own, on a disk that is small: journals until that is refused, makes room
 * where it can (`ballast`), and goes on. Says in lines what happened.
 */
const [file = '', ballast = ''] = process.argv.slice(2);
const say = (word: string, text: string): void => void process.stdout.write(`${word} ${text}\n`);
const message = JSON.stringify({ note: 'x'.repeat(20_000) });
let n = 0;

const journal = async (store: Store): Promise<boolean> => {
  const key = `${process.pid}-${(n += 1)}`;
  return store.write(({ lanes }) => lanes.append([laneEntry(key, { message })])).then(
    ([id]) => {
      say('acknowledged', `${String(id)} ${key}`);
      return true;
    },
    (error: unknown) => {
      const { code, message: sentence } = toFailure(error);
      say('refused', `${code} ${sentence}`);
      return false;
    },
  );
};
const opened = (): Promise<Store | undefined> =>
  openSqliteStore({ file }).catch((error: unknown) => {
    const { code, message: sentence } = toFailure(error);
    say('refused', `${code} ${sentence}`);
    return undefined;
  });

let store = await opened();
for (let tries = 0; store && tries < 1000; tries += 1) if (!(await journal(store))) break;
if (existsSync(ballast)) {
  rmSync(ballast);
  say('room', 'made');
  store ??= await opened();
  if (store) await journal(store);
}
await store?.close();
