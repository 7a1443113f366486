import type { WoocommerceConnector } from '../../../lib/connectors/woocommerce/connector.ts';
import { toFailure, type Failure } from '../../../lib/errors/operation-error.ts';
import type { HostLog } from '../../runtime/host-services.ts';
import type { ShopReferences } from '../../runtime/shop-references.ts';
import type { DoubtfulWrites } from './doubtful-writes.ts';
import { lookBefore, ordersFeed, type ShownBefore } from './look-before.ts';
import { readBack } from './read-back.ts';
import { repairStale } from './repair-stale.ts';
import { showsAlready } from './shows-already.ts';
import type { StockItem, StockItemOutcome } from './stock-item.ts';
import type { SalesBaseline } from './unseen-sales.ts';
import { writeItems, type WriteParts, type WriteResult } from './write-items.ts';

export interface SendParts extends WriteParts {
  readonly connector: Pick<WoocommerceConnector, 'writeStock' | 'findSellables'>;
  readonly references: ShopReferences;
  readonly channel: string;
  readonly lookBeforeHot: boolean;
  readonly readBackHot: boolean;
  readonly doubts: DoubtfulWrites;
  readonly log: HostLog;
}

/** By then orders have been read again, also where nothing hints at them. */
const confirmAfterMs = 120_000;

type Results = ReadonlyMap<string, WriteResult>;

/** Makes the shop show these figures, all of one parent and of different SKUs; says of each what became of it, in their order. Never throws. */
export async function sendStock(items: readonly StockItem[], parts: SendParts): Promise<readonly StockItemOutcome[]> {
  const { references, connector, channel, store, doubts } = parts;
  const lost = new Map(items.flatMap(({ holder, level }) => leaseLoss(() => parts.leases.check(holder)).map((failure) => [level.skuCode, failure])));
  const held = items.filter(({ level }) => !lost.has(level.skuCode));
  const hot = parts.lookBeforeHot ? held.filter(({ level }) => level.hot) : [];
  let shown: ReadonlyMap<string, ShownBefore> = new Map();
  let already: Awaited<ReturnType<typeof showsAlready>> = new Map();
  try {
    shown = await lookBefore(hot, channel, connector, store.read);
    already = await showsAlready(hot.filter(({ id }) => doubts.doubtMs(id) === 0), shown, parts);
  } catch (error) {
    const failure = toFailure(error);
    if (failure.disposition === 'retry') return items.map(() => ({ kind: 'failed', failure }));
    // A product that cannot be read must not keep its neighbours from being written.
    parts.log.warn({ code: failure.code, skus: hot.length }, 'hot SKUs could not be looked at before their stock is written');
  }
  const first = bySku(await writeItems(held.filter(({ level }) => !already.has(level.skuCode)), shown, parts));
  const stale = [...first.values()].flatMap(({ item, outcome }) => (outcome.kind === 'refused' && outcome.staleReference ? [{ item, failure: outcome.failure }] : []));
  const repaired = await repairStale(stale, references);
  const second = new Map([...first, ...bySku(await writeItems(repaired.found, shown, parts))]);
  const unseen = [...already.values(), ...second.values()].some(({ baseline }) => (baseline?.unseen ?? 0) > 0);
  const { overwritten, sold } = await lookAfter(second, parts);
  if (unseen || sold) store.signals.send(`feed:${ordersFeed(channel)}`);
  const last = new Map([...second, ...bySku(await writeItems(overwritten.map(({ item }) => item), shown, parts))]);

  doubts.note([...last.values()].filter(({ outcome }) => outcome.kind === 'unanswered').map(({ item }) => item.id));
  const events = new Map(overwritten.map(({ item, event }) => [item.level.skuCode, event]));
  const failures = new Map([...lost, ...repaired.failures]);
  return items.map(({ level: { skuCode } }): StockItemOutcome => {
    const there = already.get(skuCode);
    if (there) return { ...there, event: null, again: againFor(there.baseline, 0) };
    const result = last.get(skuCode);
    const failure = failures.get(skuCode);
    if (failure || !result) return { kind: 'failed', failure: failure ?? toFailure(new Error(`Nothing is known of SKU ${skuCode} after its call.`)) };
    const { outcome, item, leftAt, baseline } = result;
    if (outcome.kind !== 'written') return { kind: 'failed', failure: outcome.failure };
    return { kind: 'written', sent: outcome.sent, shown: outcome.shown, leftAt, baseline, event: events.get(skuCode) ?? null, again: againFor(baseline, doubts.doubtMs(item.id)) };
  });
}

const bySku = (results: readonly WriteResult[]): Results => new Map(results.map((result) => [result.item.level.skuCode, result]));

interface LookAfter {
  /** What the shop shows more of than was written. */
  readonly overwritten: readonly { readonly item: StockItem; readonly event: string }[];
  /** It shows less of something already. */
  readonly sold: boolean;
}

async function lookAfter(results: Results, { readBackHot, connector, log }: SendParts): Promise<LookAfter> {
  const written = [...results.values()].flatMap(({ item, outcome }) => (outcome.kind === 'written' ? [{ item, sent: outcome.sent }] : []));
  const shown = await readBack([...results.values()], readBackHot, connector, log);
  const compared = written.map((one) => ({ ...one, now: shown.get(one.item.level.skuCode) ?? one.sent }));
  const overwritten = compared
    .filter(({ now, sent }) => now > sent)
    .map(({ item, now, sent }) => ({ item, event: `The shop showed ${now} right after ${sent} had been written: somebody else writes its stock, too. It was written once more.` }));
  return { overwritten, sold: compared.some(({ now, sent }) => now < sent) };
}

function againFor(baseline: SalesBaseline | null, doubtMs: number): { readonly why: string; readonly afterMs: number } | null {
  if (doubtMs > 0) return { why: 'It was written while an earlier call, which the shop did not answer, may still take effect: it is written once more after that.', afterMs: doubtMs };
  const unseen = baseline?.unseen ?? 0;
  if (unseen === 0) return null;
  const why = `The shop has sold ${unseen} more than its known orders have. They were taken off; if no order brings a newer figure, the shop is looked at again.`;
  return { why, afterMs: confirmAfterMs };
}

function leaseLoss(check: () => void): readonly Failure[] {
  try {
    check();
    return [];
  } catch (error) {
    return [toFailure(error)];
  }
}
