import type { StockCycle } from '../../../lib/model/stock.ts';
import type { Store, StoreTables } from '../../../lib/store/contract/store.ts';
import { askForAll } from '../../runtime/ask-for-all.ts';
import { sentFeed } from './sent-figures.ts';

/** Where a channel stands before and during its first run. */
export type FirstRun =
  /** Nothing was ever sent, and nobody has started it. */
  | { readonly state: 'not-started' }
  /** A person has; nothing was sent yet. */
  | { readonly state: 'started' }
  /** Something was sent, the first time of this cycle; null: before that was kept. */
  | { readonly state: 'sent'; readonly cycle: string | null };

const startedMark = 'started';
const waitingFeed = (nodeId: string): string => `first-run:${nodeId}`;
export const cycleName = ({ feed, cycleId }: Pick<StockCycle, 'feed' | 'cycleId'>): string => `${feed} ${cycleId}`;

/** A channel whose pages a node holds back, and the feed that can send them again. */
interface HeldBack {
  readonly channel: string;
  readonly feed: string;
}

export async function readFirstRun({ cursors, snapshots }: Pick<StoreTables, 'cursors' | 'snapshots'>, channel: string): Promise<FirstRun> {
  const position = await cursors.get(sentFeed(channel));
  if (position === startedMark) return { state: 'started' };
  if (position !== null) return { state: 'sent', cycle: position };
  return (await snapshots.list(sentFeed(channel), null, 1)).length > 0 ? { state: 'sent', cycle: null } : { state: 'not-started' };
}

/** To be written with the first figures of a channel. */
export function markSent({ cursors }: Pick<StoreTables, 'cursors'>, channel: string, cycle: string, at: number): Promise<void> {
  return cursors.set(sentFeed(channel), cycle, at);
}

export async function readHeldBack({ cursors }: Pick<StoreTables, 'cursors'>, nodeId: string): Promise<readonly HeldBack[]> {
  return JSON.parse((await cursors.get(waitingFeed(nodeId))) ?? '[]') as HeldBack[];
}

export function keepHeldBack({ cursors }: Pick<StoreTables, 'cursors'>, nodeId: string, held: readonly HeldBack[], at: number): Promise<void> {
  return cursors.set(waitingFeed(nodeId), JSON.stringify(held), at);
}

export interface StartRequest {
  readonly nodeId: string;
  readonly by: string;
  readonly at: number;
}

/** Starts the first run of the channels whose pages the node holds back, and asks their feeds for all figures; says which channels. */
export async function startFirstRun(store: Store, { nodeId, by, at }: StartRequest): Promise<readonly string[]> {
  const held = await store.write(async (tables) => {
    const waiting = await readHeldBack(tables, nodeId);
    const open: HeldBack[] = [];
    for (const one of waiting) if ((await readFirstRun(tables, one.channel)).state === 'not-started') open.push(one);
    const channels = [...new Set(open.map(({ channel }) => channel))];
    for (const channel of channels) {
      await tables.cursors.set(sentFeed(channel), startedMark, at);
      await tables.audit.record({ at, who: by, action: 'stock.first-run', subject: `channel:${channel}`, before: null, after: null });
    }
    for (const feed of new Set(open.map((one) => one.feed))) await askForAll(tables, feed, at);
    if (waiting.length > 0) await keepHeldBack(tables, nodeId, [], at);
    return open;
  });
  for (const feed of new Set(held.map((one) => one.feed))) store.signals.send(`feed:${feed}`);
  return [...new Set(held.map(({ channel }) => channel))];
}
