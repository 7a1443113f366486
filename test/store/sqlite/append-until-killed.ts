import { openSqliteStore } from '../../../lib/store/sqlite/open-sqlite-store.ts';
import { laneEntry } from '../contract/store-under-test.ts';

/** Run by sqlite-file.spec.ts in a process of its own: says `<id> <key>` for every entry that was acknowledged. */
const store = await openSqliteStore({ file: process.argv[2] ?? '' });
for (let n = 0; ; n += 1) {
  const key = `${process.pid}-${n}`;
  const [id] = await store.write(({ lanes }) => lanes.append([laneEntry(key)]));
  process.stdout.write(`${String(id)} ${key}\n`);
}
