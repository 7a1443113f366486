import type { StoreTables } from '../../../lib/store/contract/store.ts';
import { putWritten, readWritten } from '../../runtime/written-figures.ts';
import type { WrittenStock } from './stock-item.ts';
import { wholeSecond, type KeptBaseline } from './unseen-sales.ts';

/** Of hot SKUs: what was known of their sales then, as JSON. */
const salesFeed = (channel: string): string => `sales-when-written:${channel}`;

export interface SentFigure extends Pick<WrittenStock, 'sent' | 'leftAt' | 'baseline'> {
  readonly skuCode: string;
}

export async function keepWritten({ snapshots }: Pick<StoreTables, 'snapshots'>, channel: string, figures: readonly SentFigure[], at: number): Promise<void> {
  await putWritten(snapshots, channel, figures.map(({ skuCode, sent, leftAt }) => ({ skuCode, figure: sent, at: leftAt })), at);
  const hot = figures.flatMap(({ skuCode, leftAt, baseline }) => (baseline ? [{ key: skuCode, hash: JSON.stringify({ ...baseline, leftAt } satisfies KeptBaseline) }] : []));
  await snapshots.put(salesFeed(channel), hot, at);
}

/** By SKU; of what was not hot when it was written, orders count from that second on. SKUs that were never written are absent. */
export async function readBaselines({ snapshots }: Pick<StoreTables, 'snapshots'>, channel: string, skuCodes: readonly string[]): Promise<ReadonlyMap<string, KeptBaseline>> {
  const [written, sales] = await Promise.all([readWritten(snapshots, channel, skuCodes), snapshots.get(salesFeed(channel), skuCodes)]);
  return new Map([...written].map(([skuCode, { figure, at: leftAt }]) => {
    const kept = JSON.parse(sales.get(skuCode) ?? 'null') as KeptBaseline | null;
    return [skuCode, kept?.leftAt === leftAt ? kept : { figure, leftAt, known: 0, from: wholeSecond(leftAt), unseen: 0, missing: [] }];
  }));
}
