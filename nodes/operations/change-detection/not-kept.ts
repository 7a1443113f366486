import { OperationError } from '../../../lib/errors/operation-error.ts';
import type { ShownStockPage, StockChange } from '../../../lib/model/stock.ts';
import { urgencyOf } from '../../../lib/operations/stock/detect-changes.ts';
import { failTracked } from '../../runtime/emit-tracked.ts';
import { everyException, unclosed } from '../../runtime/every-exception.ts';
import { changeMessage, keyOf, type Brought, type ChangeSender } from './send-changes.ts';
import type { SentLevel } from './sent-figures.ts';

const code = 'SHOP_STOCK_NOT_KEPT';

/**
 * SKUs of which the channel keeps no stock fail here, each once: not those that wait for a person because of it already, nor
 * those that a person has dismissed until a new figure is sent. A replay sends the figure, which makes the channel keep stock of
 * it unless that is switched off for all of it.
 */
export async function tellNotKept(sender: ChangeSender, notKept: readonly SentLevel[], brought: Brought): Promise<void> {
  if (notKept.length === 0) return;
  const rows = Map.groupBy(await everyException(sender.services.store.read, { code, entity: 'stock-change', state: [...unclosed, 'dismissed'] }), ({ key }) => key);
  for (const { feed, calculatedAt, level } of notKept) {
    if (rows.get(keyOf(level))?.some(({ state, revision }) => state !== 'dismissed' || revision === calculatedAt)) continue;
    const { channel, skuCode } = level;
    const change: StockChange = { feed, reason: 'drift', level, before: level.published, urgency: urgencyOf(level, null) };
    const sentence = `${channel} keeps no stock of ${skuCode}, so it sells whatever is asked for. ${level.published} should be shown.`;
    const failure = new OperationError(code, sentence, { details: { channel, skuCode, published: level.published } }).toFailure();
    const message = changeMessage(sender, { change, priority: change.urgency, calculatedAt }, brought);
    const end = await failTracked(sender.services, sender.node, message, failure, sender.closed);
    if (end.kind === 'interrupted') throw new OperationError('LEASE_LOST', `What is wrong with ${skuCode} was not kept (${end.note}): its source brings it again.`);
  }
}

/** Exceptions of SKUs of which the channel keeps stock again. */
export async function closeKeptAgain({ services: { desk, store } }: Pick<ChangeSender, 'services'>, { channel, figures }: ShownStockPage): Promise<void> {
  const open = await everyException(store.read, { code, entity: 'stock-change', state: unclosed });
  if (open.length === 0) return;
  const kept = new Set(figures.flatMap(({ skuCode, shown }) => (shown === null ? [] : [keyOf({ skuCode, channel })])));
  for (const key of new Set(open.map((row) => row.key))) {
    if (kept.has(key)) await desk.resolveByKey('stock-change', key, 'The channel keeps stock of it again.');
  }
}
