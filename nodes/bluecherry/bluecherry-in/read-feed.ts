import type { Store, StoreTables } from '../../../lib/store/contract/store.ts';

/** One kind of record that BlueCherry lists by time of change. */
export interface Feed<T> {
  pages(options: { readonly modifiedSince?: string; readonly signal: AbortSignal }): AsyncIterable<readonly T[]>;
  keyOf(record: T): string;
  /** Text that differs whenever the record does. */
  revisionOf(record: T): string;
  modifiedAt(record: T): string | null;
  /** What the kit itself keeps of the records, in the transaction that moves the cursor. */
  keep(tables: StoreTables, records: readonly T[], at: number): Promise<void>;
  emit(records: readonly T[]): Promise<void>;
}

export interface FeedParts {
  readonly store: Store;
  readonly now: () => number;
  readonly feed: string;
  readonly overlapMs: number;
  readonly signal: AbortSignal;
}

/**
 * Reads what changed since the cursor, less the overlap. Records that have not changed since they were last seen are
 * left out; the rest is sent on page by page and kept together with the new position.
 */
export async function readFeed<T>(feed: Feed<T>, parts: FeedParts): Promise<{ read: number; emitted: number }> {
  const { store } = parts;
  const cursor = await store.read.cursors.get(parts.feed);
  const since = cursor === null ? {} : { modifiedSince: new Date(Date.parse(cursor) - parts.overlapMs).toISOString() };
  let position = cursor ?? '';
  let read = 0;
  let emitted = 0;
  for await (const page of feed.pages({ ...since, signal: parts.signal })) {
    const known = await store.read.snapshots.get(parts.feed, page.map((record) => feed.keyOf(record)));
    const news = page.filter((record) => known.get(feed.keyOf(record)) !== feed.revisionOf(record));
    if (news.length > 0) await feed.emit(news);
    for (const record of page) {
      const modifiedAt = feed.modifiedAt(record);
      if (modifiedAt !== null && modifiedAt > position) position = modifiedAt;
    }
    const at = parts.now();
    await store.write(async (tables) => {
      await feed.keep(tables, news, at);
      await tables.snapshots.put(parts.feed, news.map((record) => ({ key: feed.keyOf(record), hash: feed.revisionOf(record) })), at);
      if (position !== '') await tables.cursors.set(parts.feed, position, at);
    });
    read += page.length;
    emitted += news.length;
  }
  return { read, emitted };
}
