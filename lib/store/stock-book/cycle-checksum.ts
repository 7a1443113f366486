import { createHash } from 'node:crypto';
import type { DatabaseSync } from 'node:sqlite';
import { quoted } from './line-text.ts';
import { skuOf } from './sku-key.ts';

/** Characters that are hashed at a time. */
const hashedAtOnce = 65_536;

/** As lib/operations/stock/stock-checksum.ts defines it; the rows already have its text and its order. */
export function cycleChecksum(database: DatabaseSync): string {
  const hash = createHash('sha256');
  let text = '';
  for (const { key, lines } of database.prepare('SELECT key, lines FROM cycle.reading ORDER BY key').iterate() as Iterable<{ key: string; lines: string }>) {
    const { identity, skuCode } = skuOf(key);
    const { division, style, colorCode, label, dimension, sizeBucket } = identity;
    const before = `[${quoted(division)},${quoted(style)},${quoted(colorCode)},${quoted(label)},${quoted(dimension)},${sizeBucket},`;
    text += `${before}${lines.replaceAll('\n', () => `]\n${before}`).replaceAll('\t', () => `,${quoted(skuCode)},`)}]\n`;
    if (text.length < hashedAtOnce) continue;
    hash.update(text);
    text = '';
  }
  return `sha256:${hash.update(text).digest('hex')}`;
}
