import type { SnapshotTable } from '../../../lib/store/contract/snapshot-table.ts';

export interface WrittenFigure {
  readonly figure: number;
  /** When the call left, ms since 1970 (UTC). */
  readonly at: number;
}

/** What was written to a channel last, per SKU: its destination keeps it as `<figure>@<ms>`. */
export async function readWritten(snapshots: Pick<SnapshotTable, 'get'>, channel: string, skuCodes: readonly string[]): Promise<ReadonlyMap<string, WrittenFigure>> {
  const texts = await snapshots.get(`written:${channel}`, skuCodes);
  const written = new Map<string, WrittenFigure>();
  for (const [skuCode, text] of texts) {
    const [figure = 0, at = 0] = text.split('@').map(Number);
    written.set(skuCode, { figure, at });
  }
  return written;
}
