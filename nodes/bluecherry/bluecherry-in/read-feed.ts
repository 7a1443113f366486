import type { Store, StoreTables } from '../../../lib/store/contract/store.ts';
import type { Turn } from '../../runtime/poll-while-leading.ts';
import type { FeedReport } from '../../runtime/record-feed-run.ts';
import { writeHeld } from '../../runtime/write-held.ts';

/** One kind of record that BlueCherry lists by time of change. */
export interface Feed<T> {
  pages(options: { readonly modifiedSince?: string; readonly signal: AbortSignal }): AsyncIterable<readonly T[]>;
  keyOf(record: T): string;
  /** Text that differs whenever the record does. */
  revisionOf(record: T): string;
  modifiedAt(record: T): string | null;
  /** What the kit itself keeps of the records, in the transaction that moves the cursor. */
  keep(tables: StoreTables, records: readonly T[], at: number): Promise<void>;
  /** Resolves when the flow is through with them: false when it was interrupted and they must be read again. */
  emit(records: readonly T[]): Promise<boolean>;
}

export interface FeedParts {
  readonly store: Store;
  readonly now: () => number;
  readonly feed: string;
  readonly overlapMs: number;
  readonly turn: Pick<Turn, 'holder' | 'pages' | 'signal'>;
}

/**
 * Reads what changed since the cursor, less the overlap. Records that have not changed since they were last seen are
 * left out; the rest is sent on page by page and kept together with the new position.
 * @throws LEASE_LOST when another worker has taken the source over: it goes on from the cursor as it stands
 */
export async function readFeed<T>(feed: Feed<T>, parts: FeedParts): Promise<FeedReport> {
  const { store, turn } = parts;
  const cursor = await store.read.cursors.get(parts.feed);
  const since = cursor === null ? {} : { modifiedSince: new Date(Date.parse(cursor) - parts.overlapMs).toISOString() };
  let position = cursor ?? '';
  let read = 0;
  let emitted = 0;
  for await (const page of turn.pages(feed.pages({ ...since, signal: turn.signal }))) {
    const known = await store.read.snapshots.get(parts.feed, page.map((record) => feed.keyOf(record)));
    const news = page.filter((record) => known.get(feed.keyOf(record)) !== feed.revisionOf(record));
    if (news.length > 0 && !(await feed.emit(news))) return { read, emitted, complete: false };
    for (const record of page) {
      const modifiedAt = feed.modifiedAt(record);
      if (modifiedAt !== null && modifiedAt > position) position = modifiedAt;
    }
    const at = parts.now();
    await writeHeld(store, turn.holder, async (tables) => {
      await feed.keep(tables, news, at);
      await tables.snapshots.put(parts.feed, news.map((record) => ({ key: feed.keyOf(record), hash: feed.revisionOf(record) })), at);
      if (position !== '') await tables.cursors.set(parts.feed, position, at);
    });
    read += page.length;
    emitted += news.length;
  }
  return { read, emitted, complete: true };
}
