import { revisionOf } from '../../../lib/connectors/woocommerce/revision-of.ts';
import type { WoocommerceConnector } from '../../../lib/connectors/woocommerce/connector.ts';
import type { Store } from '../../../lib/store/contract/store.ts';
import type { TimelineEvent } from '../../../lib/store/contract/timeline-table.ts';
import type { Turn } from '../../runtime/poll-while-leading.ts';
import type { FeedReport } from '../../runtime/record-feed-run.ts';
import type { MessageEnd } from '../../runtime/track-delivery.ts';
import { writeHeld } from '../../runtime/write-held.ts';

export interface SweepParts {
  readonly connector: Pick<WoocommerceConnector, 'sweepOrders'>;
  readonly store: Store;
  readonly turn: Pick<Turn, 'holder' | 'pages' | 'signal'>;
  readonly now: () => number;
  /** `<channel>:orders`. */
  readonly feed: string;
  readonly keyOf: (id: string) => string;
  /** Where the first sweep begins, ISO 8601 UTC. */
  readonly startAt: string;
  readonly overlapMs: number;
  /** Sends one raw order through the flow; resolves when the flow is through with it. */
  readonly emit: (raw: unknown, id: string, revision: string) => Promise<MessageEnd>;
}

/**
 * Reads what changed since the cursor, less the overlap, and sends on what has not been sent in this revision. The
 * cursor moves page by page, in one transaction with the record of what was sent, and only after every order of the
 * page is on disk in a lane, parked or ended: after a crash the page is read again and recognised.
 * @throws LEASE_LOST when another worker has taken the source over: it goes on from the cursor as it stands
 */
export async function sweepOrders(parts: SweepParts): Promise<FeedReport> {
  const { store, feed, turn } = parts;
  const known = await store.read.cursors.get(feed);
  const cursor = known ?? parts.startAt;
  // Kept before anything is read: "from the first start on" must mean the first start, also when nothing was sold until the next.
  if (known === null) await writeHeld(store, turn.holder, (tables) => tables.cursors.set(feed, cursor, parts.now()));
  const modifiedAfter = new Date(Math.max(0, Date.parse(cursor) - parts.overlapMs)).toISOString();
  let read = 0;
  let emitted = 0;
  let position = cursor;
  for await (const page of turn.pages(parts.connector.sweepOrders({ modifiedAfter, signal: turn.signal }))) {
    const records = page.map((raw) => ({ raw, ...revisionOf(raw) }));
    const sent = await store.read.snapshots.get(feed, records.map(({ id }) => id));
    const news = records.filter(({ id, revision }) => sent.get(id) !== revision);
    const at = parts.now();
    const ends = await Promise.all(news.map(({ raw, id, revision }) => parts.emit(raw, id, revision)));
    // The flow was stopped under the page: it is read again, and what did get into a lane is recognised there.
    if (ends.some(({ kind }) => kind === 'interrupted')) return { read, emitted, complete: false };
    position = furthest(position, records.map(({ modifiedAt }) => modifiedAt), at);
    const events = news.map(({ id, revision, status }): TimelineEvent => {
      const text = `Read from the shop with status "${status}".`;
      return { entity: 'sales-order', key: parts.keyOf(id), at, system: 'woocommerce', kind: 'read', text, revision };
    });
    await writeHeld(store, turn.holder, async (tables) => {
      await tables.snapshots.put(feed, news.map(({ id, revision }) => ({ key: id, hash: revision })), at);
      await tables.timeline.record(events);
      await tables.cursors.set(feed, position, at);
    });
    read += page.length;
    emitted += news.length;
  }
  return { read, emitted, complete: true };
}

/** The latest change seen, but never beyond our own clock: one order dated next year must not hide all that follow. */
function furthest(position: string, changes: readonly string[], now: number): string {
  const latest = changes.reduce((max, change) => (Date.parse(change) > Date.parse(max) ? change : max), position);
  return Date.parse(latest) > now ? new Date(now).toISOString() : latest;
}
