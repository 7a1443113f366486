import type { Node } from 'node-red';
import type { WoocommerceConnector } from '../../../lib/connectors/woocommerce/connector.ts';
import { showState } from '../../runtime/node-status.ts';
import { pollWhileLeading, type Turn } from '../../runtime/poll-while-leading.ts';
import { recordFeedRun, type FeedReport } from '../../runtime/record-feed-run.ts';
import type { KitServices } from '../../runtime/services.ts';
import type { NodeLife } from '../../runtime/set-up-node.ts';
import type { ShownSender } from './emit-shown-page.ts';
import { readShownStock } from './read-shown-stock.ts';
import { replayShown } from './replay-shown.ts';
import type { WoocommerceInConfig } from './woocommerce-in.definition.ts';

export interface ShownStockParts {
  readonly services: KitServices;
  readonly node: Node;
  readonly life: NodeLife;
  readonly config: WoocommerceInConfig;
  readonly channel: string;
  readonly connector: Pick<WoocommerceConnector, 'listStock' | 'findSellables'>;
  /** A text under the node's `status` in its catalogue. */
  readonly say: (key: string, values?: Record<string, string | number>) => string;
}

/** How often it is looked whether a long interval is over: a restart or a deploy must neither read everything anew nor put it off. */
const lookAgainMs = 60_000;
const short = new Intl.NumberFormat('en', { notation: 'compact', maximumFractionDigits: 0 });

/** Reads what a shop shows whenever the interval since the last good reading is over. */
export function watchShownStock({ services, node, life, config, channel, connector, say }: ShownStockParts): void {
  const { store, clock, desk } = services;
  const feed = config.scope === 'fastest' ? `${channel}:stock-fastest` : `${channel}:stock`;
  const sender: ShownSender = { services, node, channel, feed };
  const intervalMs = config.intervalSeconds * 1000;
  const fastest = config.scope === 'fastest' ? { count: config.fastest, hours: config.hours } : null;

  const run = async (turn: Turn): Promise<FeedReport> => {
    const last = await store.read.feedRuns.lastGood(feed);
    if (last !== null && last.startedAt <= clock.now() && clock.now() < last.startedAt + intervalMs) return { read: 0, emitted: 0, complete: false };
    showState(node, 'waiting', say('reading'));
    const report = await recordFeedRun(services, feed, () => readShownStock({ sender, connector, turn, fastest }));
    const values = { count: short.format(report.read), nameless: short.format(report.withoutSku) };
    if (!turn.signal.aborted) showState(node, 'good', say(report.withoutSku > 0 ? 'shownNameless' : 'shown', values));
    return report;
  };
  life.onClose(desk.registerSource(node.id, replayShown({ sender, connector, closed: life.closed })));
  pollWhileLeading({ services, node, life, feed, intervalMs: Math.min(intervalMs, lookAgainMs), say, run });
}
