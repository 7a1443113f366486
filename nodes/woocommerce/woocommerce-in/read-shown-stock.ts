import type { WoocommerceConnector } from '../../../lib/connectors/woocommerce/connector.ts';
import type { ShopStock } from '../../../lib/connectors/woocommerce/shop-stock.ts';
import type { Turn } from '../../runtime/poll-while-leading.ts';
import type { FeedReport } from '../../runtime/record-feed-run.ts';
import { readAmbiguous } from './ambiguous-skus.ts';
import { awaitOrders } from './await-orders.ts';
import { emitShownPage, type ShownSender } from './emit-shown-page.ts';
import { figuresPerPage, gatherShown, type ShownStock } from './gather-shown.ts';
import { singlePlaces } from './single-places.ts';

export interface ShownParts {
  readonly sender: ShownSender;
  readonly connector: Pick<WoocommerceConnector, 'listStock' | 'findSellables'>;
  readonly turn: Pick<Turn, 'holder' | 'pages' | 'signal' | 'ending'>;
  /** Null: everything that the shop sells. Else so many SKUs that sold most in the last hours. */
  readonly fastest: { readonly count: number; readonly hours: number } | null;
}

export interface ShownReport extends FeedReport {
  readonly withoutSku: number;
}

/**
 * Reads what the shop shows and sends it on page by page, each once the shop's orders are known until after it was read: only
 * then can missing units be told from a sale. What has no SKU, or one that it shares, is left out.
 */
export async function readShownStock({ sender, connector, turn, fastest }: ShownParts): Promise<ShownReport> {
  const { services, channel } = sender;
  const { store, clock } = services;
  const now = (): number => clock.now();
  const known = await readAmbiguous(sender);
  const places = singlePlaces(known.suspects);
  const asked = fastest === null ? null : (await store.read.demand.fastest(now() - fastest.hours * 3_600_000, 1, fastest.count)).map(({ skuCode }) => skuCode);
  const list = asked === null ? gatherShown(connector.listStock({ signal: turn.signal }), now) : findShown(connector, asked, turn.signal, now);
  let awaiting = true;
  let [read, emitted, parked, whole] = [0, 0, 0, false];
  const report = (complete: boolean): ShownReport => ({ read, emitted, complete, withoutSku: places.withoutSku() });
  async function* toTheEnd(): AsyncGenerator<ShownStock> {
    yield* list;
    whole = true;
  }
  for await (const { readAt, stock } of turn.pages(toTheEnd())) {
    read += stock.length;
    const figures = places.add(stock);
    if (figures.length === 0) continue;
    awaiting &&= await awaitOrders({ store, clock, channel, signal: turn.ending }, now());
    const end = await emitShownPage(sender, { channel, readAt: new Date(readAt).toISOString(), figures: [...figures] }, turn.holder, turn.signal);
    if (end === 'interrupted') return report(false);
    if (end === 'parked') parked += 1;
    emitted += figures.length;
  }
  if (!whole) return report(false);
  const codes = new Set(asked);
  const met = { ambiguous: places.ambiguous(), asked: (skuCode: string) => asked === null || codes.has(skuCode) };
  if (!(await known.tell(met, turn.holder, turn.signal))) return report(false);
  if (parked === 0) await services.desk.resolveByKey('shown-stock-page', sender.feed, 'What the shop shows has come through since.');
  return report(true);
}

async function* findShown(connector: Pick<WoocommerceConnector, 'findSellables'>, skuCodes: readonly string[], signal: AbortSignal, now: () => number): AsyncGenerator<ShownStock> {
  for (let from = 0; from < skuCodes.length; from += figuresPerPage) {
    const readAt = now();
    const found = await connector.findSellables(skuCodes.slice(from, from + figuresPerPage), { signal });
    const stock: readonly ShopStock[] = [...found.values()].flat();
    if (stock.length > 0) yield { readAt, stock };
  }
}
