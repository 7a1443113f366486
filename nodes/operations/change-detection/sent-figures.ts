import type { StockLevel } from '../../../lib/model/stock.ts';
import type { SnapshotTable } from '../../../lib/store/contract/snapshot-table.ts';

/** A figure as it was sent to its channel, with all that is needed to send it once more. */
export interface SentLevel {
  /** The feed that it came from. */
  readonly feed: string;
  readonly calculatedAt: string;
  readonly level: StockLevel;
}

/** The figure that was sent last per SKU. */
export const sentFeed = (channel: string): string => `stock:${channel}`;
/** The level that it stood in. It is read only where a channel shows something else, so that comparing a page reads figures alone. */
const levelFeed = (channel: string): string => `level:${channel}`;

export async function readSent(snapshots: Pick<SnapshotTable, 'get'>, channel: string, skuCodes: readonly string[]): Promise<ReadonlyMap<string, number>> {
  const sent = new Map<string, number>();
  for (const [skuCode, text] of await snapshots.get(sentFeed(channel), skuCodes)) sent.set(skuCode, Number(text));
  return sent;
}

export async function readSentLevels(snapshots: Pick<SnapshotTable, 'get'>, channel: string, skuCodes: readonly string[]): Promise<ReadonlyMap<string, SentLevel>> {
  const texts = await snapshots.get(levelFeed(channel), skuCodes);
  return new Map([...texts].map(([skuCode, text]) => [skuCode, JSON.parse(text) as SentLevel]));
}

export async function keepSent(snapshots: Pick<SnapshotTable, 'put'>, channel: string, sent: readonly SentLevel[], at: number): Promise<void> {
  await snapshots.put(sentFeed(channel), sent.map(({ level }) => ({ key: level.skuCode, hash: String(level.published) })), at);
  await snapshots.put(levelFeed(channel), sent.map((one) => ({ key: one.level.skuCode, hash: JSON.stringify(one) })), at);
}
