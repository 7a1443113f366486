import { OperationError } from '../../../lib/errors/operation-error.ts';
import type { StockPositionPage } from '../../../lib/model/stock.ts';
import { emptyFeed } from '../../../lib/operations/stock/empty-feed.ts';
import type { Turn } from '../../runtime/poll-while-leading.ts';
import { feedStanding } from './feed-standing.ts';
import type { StockLead } from './stock-lead.ts';

/** Three days: a weekend is quiet. */
const emptyLimits = { quietMs: 72 * 3_600_000, quietCycles: 12 };
/** Cycles of three days, where one comes every ten minutes. */
const cyclesLookedAt = 450;
/** More would hide everything else from those who work through exceptions. */
const mostSharedTold = 100;

/** Tells people what stands out in what was taken over, and takes it back when it is over. */
export async function tellFindings(lead: StockLead, turn: Turn): Promise<void> {
  await tellEmptyFeed(lead, turn);
  await tellSharedCodes(lead, turn);
}

async function tellEmptyFeed({ services, feed, exceptions }: StockLead, turn: Turn): Promise<void> {
  const cycles = await services.store.read.feedCycles.recent(feed, cyclesLookedAt);
  const finding = emptyFeed(cycles, emptyLimits);
  const key = `${feed}:empty`;
  if (!finding) {
    const told = await exceptions.standing({ code: 'FEED_EMPTY', entity: 'feed-standing', key });
    await exceptions.close(told, `Cycle ${cycles[0]?.cycleId ?? ''} brought something.`, turn.holder);
    return;
  }
  const failure = new OperationError('FEED_EMPTY', finding.sentence, { details: { feed, cycle: finding.cycleId, cycles: finding.cycles, kind: finding.kind } }).toFailure();
  // Named by the last cycle that did bring something, so that a quiet time is one exception.
  const revision = `${finding.kind} since ${cycles[finding.cycles]?.cycleId ?? 'the first cycle'}`;
  await exceptions.raise({ failure, entity: 'feed-standing', key, revision, payload: await feedStanding(services, feed, finding.sentence) }, turn.holder);
}

async function tellSharedCodes({ book, withheld, exceptions }: StockLead, turn: Turn): Promise<void> {
  const told = await exceptions.standing({ code: 'SKU_CODE_SHARED', entity: 'stock-position-page' });
  await exceptions.close(told.filter(({ key }) => !withheld.has(key)), 'Its code stands for one SKU only.', turn.holder);
  const cycle = book.head();
  if (withheld.size === 0 || !cycle) return;
  for (const { skuCode, identities } of book.shared(mostSharedTold)) {
    const names = identities.map(({ division, style, colorCode, label, dimension, sizeBucket }) => [division, style, colorCode, label, dimension, sizeBucket].join('/'));
    const text = `The code ${skuCode} stands for ${identities.length} SKUs of BlueCherry (division/style/colour/label/dimension/size: ${names.slice(0, 5).join(', ')}): none of their figures are published.`;
    const failure = new OperationError('SKU_CODE_SHARED', text, { details: { skuCode, identities: names.slice(0, 20), sharedCodes: withheld.size } }).toFailure();
    const payload: StockPositionPage = { cycle, reason: 'cycle', positions: [...book.find([skuCode])] };
    await exceptions.raise({ failure, entity: 'stock-position-page', key: skuCode, revision: names.join(' '), payload }, turn.holder);
  }
}
