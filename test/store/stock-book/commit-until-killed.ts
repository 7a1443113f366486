import { writeSync } from 'node:fs';
import { openPositionBook } from '../../../lib/store/stock-book/open-position-book.ts';
import { inventoryLine, stockCycle, unitsOf } from './sample-lines.ts';

/** Run by killed-book.spec.ts in a process of its own: cycle n says n units of every SKU. Says when it commits, and when it has. */
const book = openPositionBook({ file: process.argv[2] ?? '', unitsOf, onDamage: (sentence) => writeSync(1, `damaged ${sentence}\n`) });
for (let n = (book.head()?.sequence ?? 0) + 1; ; n += 1) {
  const load = book.begin(stockCycle(n));
  load.put(Array.from({ length: 3000 }, (_, sku) => inventoryLine(`S${sku}`, 'LDS', n)));
  writeSync(1, `commits ${n}\n`);
  load.commit();
  writeSync(1, `committed ${n}\n`);
}
