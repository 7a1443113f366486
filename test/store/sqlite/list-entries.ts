import { openSqliteStore } from '../../../lib/store/sqlite/open-sqlite-store.ts';
import { laneEntry } from '../contract/store-under-test.ts';

/** Run by full-disk.spec.ts after the disk was full: says what is kept, and journals one more. */
const store = await openSqliteStore({ file: process.argv[2] ?? '' });
const ids = Array.from({ length: 5000 }, (_, id) => id + 1);
for (const { id, key, damaged } of await store.read.lanes.get(ids)) process.stdout.write(`kept ${id} ${key}${damaged ? ' damaged' : ''}\n`);
await store.write(({ lanes }) => lanes.append([laneEntry('one-more')]));
await store.close();
process.stdout.write('closed well\n');
