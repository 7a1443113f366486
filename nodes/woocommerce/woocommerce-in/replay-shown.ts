import type { WoocommerceConnector } from '../../../lib/connectors/woocommerce/connector.ts';
import { OperationError } from '../../../lib/errors/operation-error.ts';
import type { ReplaySource } from '../../../lib/lanes/contract.ts';
import type { CanonicalMessage } from '../../../lib/model/envelope.ts';
import type { ShownStockPage } from '../../../lib/model/stock.ts';
import { askAgain } from './ambiguous-skus.ts';
import { emitShownPage, type ShownSender } from './emit-shown-page.ts';
import { placeOf, singlePlaces } from './single-places.ts';

export interface ShownReplayParts {
  readonly sender: ShownSender;
  readonly connector: Pick<WoocommerceConnector, 'findSellables'>;
  readonly closed: AbortSignal;
}

/** A replay asks the shop anew: for the places of an ambiguous SKU, or for the figures of a page that failed. */
export function replayShown({ sender, connector, closed }: ShownReplayParts): ReplaySource {
  const { services, channel, feed } = sender;
  const send = async (page: ShownStockPage): Promise<void> => {
    const end = await emitShownPage(sender, page, services.leases.worker(), closed);
    if (end === 'interrupted') throw new OperationError('LEASE_LOST', 'The replay was interrupted: replay it again.');
    if (end === 'through') await services.desk.resolveByKey('shown-stock-page', feed, 'What the shop shows has come through since.');
  };
  return {
    async fetch({ code, key, message }) {
      if (code === 'SHOP_SKU_AMBIGUOUS') {
        await askAgain(sender, async (skuCode) => ((await connector.findSellables([skuCode])).get(skuCode) ?? []).map(placeOf), key);
        return;
      }
      const { payload } = JSON.parse(message) as CanonicalMessage<ShownStockPage>;
      const readAt = new Date(services.clock.now()).toISOString();
      const found = await connector.findSellables(payload.figures.map(({ skuCode }) => skuCode));
      await send({ channel, readAt, figures: [...singlePlaces(new Set()).add([...found.values()].flat())] });
    },
    send: ({ payload }) => send(payload as ShownStockPage),
    revisionOf: () => Promise.reject(new OperationError('PAYLOAD_INVALID', 'What a shop shows has no revisions: a replay asks it anew.')),
  };
}
