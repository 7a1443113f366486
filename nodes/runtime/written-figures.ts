import type { SnapshotTable } from '../../lib/store/contract/snapshot-table.ts';

/** What a channel was told of a SKU last. */
export interface WrittenFigure {
  readonly figure: number;
  /** When the call left, ms since 1970 (UTC). */
  readonly at: number;
}

const feedOf = (channel: string): string => `written:${channel}`;

/** What was written to a channel last, per SKU; SKUs that were never written are absent. */
export async function readWritten(snapshots: Pick<SnapshotTable, 'get'>, channel: string, skuCodes: readonly string[]): Promise<ReadonlyMap<string, WrittenFigure>> {
  const texts = await snapshots.get(feedOf(channel), skuCodes);
  return new Map([...texts].map(([skuCode, text]) => {
    const [figure = 0, at = 0] = text.split('@').map(Number);
    return [skuCode, { figure, at }];
  }));
}

/** To be written in the transaction that settles the figures. */
export function putWritten(snapshots: Pick<SnapshotTable, 'put'>, channel: string, figures: readonly (WrittenFigure & { readonly skuCode: string })[], at: number): Promise<void> {
  return snapshots.put(feedOf(channel), figures.map((one) => ({ key: one.skuCode, hash: `${one.figure}@${one.at}` })), at);
}
