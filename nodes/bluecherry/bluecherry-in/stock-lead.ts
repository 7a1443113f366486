import type { Node } from 'node-red';
import type { InventorySource } from '../../../lib/connectors/bluecherry/inventory-source.ts';
import type { ErrorCode } from '../../../lib/errors/error-table.ts';
import type { SkuPosition, StockReason } from '../../../lib/model/stock.ts';
import type { PositionBook } from '../../../lib/store/stock-book/contract.ts';
import type { Turn } from '../../runtime/poll-while-leading.ts';
import { ownExceptions, type OwnExceptions } from '../../runtime/own-exceptions.ts';
import type { KitServices } from '../../runtime/services.ts';
import { emitPositions, positionsOf, type Emission } from './emit-positions.ts';
import { holdPositionBook } from './hold-position-book.ts';
import { recordUnrecorded } from './record-cycle.ts';
import { stockMemory, type StockMemory } from './stock-memory.ts';
import { watchDemand } from './watch-demand.ts';

export interface StockFeed {
  readonly services: KitServices;
  readonly node: Node;
  readonly source: InventorySource;
  /** `<account>:inventory`. */
  readonly feed: string;
  readonly system: string;
  /** Between two looks at the list of cycles. */
  readonly intervalMs: number;
  readonly ageMs: number;
  /** Between two looks at new orders. */
  readonly recalculateMs: number;
  readonly guardPercent: number;
}

/** What a worker knows while it reads the feed; it ends with the lease. */
export interface StockLead extends StockFeed {
  readonly book: PositionBook;
  readonly memory: StockMemory;
  readonly exceptions: OwnExceptions;
  /** All SKUs go out once: the flow behind may have another policy than when they last did. */
  allDue: boolean;
  /** The next cycle goes out whole: buffers of all SKUs have grown while it was overdue. */
  wholeNext: boolean;
  /** The cycle of which only what it changed must go out. */
  onlyChanged: string | null;
  /** When all SKUs, or those that sold lately, last went out for their age. */
  agedAt: number;
  nextLookAt: number;
  /** Looks that failed one after another, since when, and the last one's code. */
  failures: { count: number; since: number; code: ErrorCode; retryAfterMs: number | undefined } | null;
  /** A cycle waits until somebody has looked at what it would take away. */
  alarm: boolean;
  withheld: ReadonlySet<string>;
  /** A list of SKUs; between its pages, those of new orders. */
  send(turn: Turn, reason: StockReason, pages: Iterable<readonly SkuPosition[]>): Promise<Emission>;
  /** SKUs of new orders. False when it was interrupted. */
  sendDemand(turn: Turn): Promise<boolean>;
  /** The same in the middle of something long, where it is time to. */
  sendDemandBetween(turn: Turn): Promise<void>;
}

/** Begins to read the feed as the only worker. The book is closed when the turn's signal is aborted. */
export async function beginLead(feed: StockFeed, turn: Turn): Promise<StockLead> {
  const { services, node } = feed;
  const { store, clock } = services;
  const memory = stockMemory(store, feed.feed, () => clock.now());
  const followDemand = await watchDemand({ demand: store.read.demand, memory, now: () => clock.now() }, turn.holder);
  const book = await openBook(feed, turn);
  let lookedAt = clock.now();
  const sender = { ...feed, book, withheld: () => lead.withheld };
  const lead: StockLead = {
    ...feed,
    ...{ book, memory, exceptions: ownExceptions({ services, nodeId: node.id, source: { system: 'bluecherry', account: feed.system } }) },
    ...{ allDue: true, wholeNext: false, onlyChanged: null, agedAt: clock.now(), nextLookAt: 0, failures: null, alarm: false },
    withheld: sharedCodes(book),
    send: (current, reason, pages) => emitPositions(sender, current, reason, pages, () => lead.sendDemandBetween(current)),
    async sendDemand(current) {
      if (book.head() === null || (await isBehind(lead))) return true;
      lookedAt = clock.now();
      return followDemand(async (skuCodes) => (await emitPositions(sender, current, 'orders', positionsOf(book, skuCodes))).whole);
    },
    async sendDemandBetween(current) {
      if (clock.now() - lookedAt >= feed.recalculateMs) await lead.sendDemand(current);
    },
  };
  return lead;
}

async function openBook({ services, feed }: StockFeed, { holder, signal }: Turn): Promise<PositionBook> {
  const { store, clock } = services;
  const failed = new AbortController();
  const book = holdPositionBook(services, feed, AbortSignal.any([signal, failed.signal]));
  try {
    await recordUnrecorded(store, book, { feed, at: clock.now(), holder });
    return book;
  } catch (error) {
    failed.abort();
    throw error;
  }
}

/** Another worker has taken over a newer cycle than this one's book has: older figures must not go out after newer ones. */
export async function isBehind({ services, feed, book }: Pick<StockLead, 'services' | 'feed' | 'book'>): Promise<boolean> {
  const [head, last] = [book.head(), await services.store.read.feedCycles.last(feed)];
  return head !== null && last !== null && last.asOf > Date.parse(head.asOf);
}

/** Far more than anybody has: a person has to make each of them differ. */
const mostShared = 1_000_000;

export function sharedCodes(book: Pick<PositionBook, 'shared'>): ReadonlySet<string> {
  return new Set(book.shared(mostShared).map(({ skuCode }) => skuCode));
}
