import type { Node } from 'node-red';
import { OperationError } from '../../../lib/errors/operation-error.ts';
import type { ReplaySource } from '../../../lib/lanes/contract.ts';
import type { CanonicalMessage } from '../../../lib/model/envelope.ts';
import type { StockPositionPage } from '../../../lib/model/stock.ts';
import type { ExceptionRow } from '../../../lib/store/contract/exception-table.ts';
import { emitTracked } from '../../runtime/emit-tracked.ts';
import { refuseInterrupted } from '../../runtime/refuse-interrupted.ts';
import type { KitServices } from '../../runtime/services.ts';
import { skuOf } from './keep-standing.ts';
import type { ChannelCalculation } from './open-calculation.ts';

export interface SkuReplayParts {
  readonly services: KitServices;
  readonly node: Node;
  readonly calculation: ChannelCalculation;
  readonly closed: AbortSignal;
}

/** A replay calculates the SKU again, from what its feed says of it now, and sends the figure on although it may be the same. */
export function replaySkus({ services, node, calculation, closed }: SkuReplayParts): ReplaySource {
  const { client, leases, positions } = services;
  const positionsOf = (feed: string, skuCode: string): StockPositionPage => {
    const book = positions.get(feed);
    const cycle = book?.head();
    if (!book || !cycle) {
      throw new OperationError('CONFIGURATION_INVALID', `${skuCode} cannot be calculated here: this worker does not read ${feed}, or has not read it yet. The next cycle calculates it.`, { details: { feed } });
    }
    return { cycle, reason: 'resync', positions: [...book.find([skuCode])] };
  };
  return {
    async fetch({ key, message }: ExceptionRow) {
      const { payload } = JSON.parse(message) as CanonicalMessage<Pick<StockPositionPage, 'cycle'>>;
      const found = positionsOf(payload.cycle.feed, skuOf(key));
      if (found.positions.length !== 1) throw notOneSku(found, skuOf(key));
      const source = { system: 'selvedge', account: calculation.parts.policy.channel, node: node.id };
      const selvedge = { client, key, revision: found.cycle.cycleId, source, occurredAt: found.cycle.asOf, trace: '', holder: leases.worker() };
      const { page } = await calculation.calculate(found, selvedge, true);
      if (page.levels.length > 0) refuseInterrupted(await emitTracked(services, node, { topic: 'stock-level-page', payload: page, selvedge }, closed));
    },
    send: () => Promise.reject(new OperationError('PAYLOAD_INVALID', 'A stock level is calculated and cannot be corrected by hand: put right what it is made of.')),
    // What comes out depends on orders and on the time as well, so it is a new one each time.
    revisionOf: (key) => Promise.resolve([...positions.values()].some((book) => book.find([skuOf(key)]).length > 0) ? 'calculated anew' : null),
  };
}

function notOneSku({ cycle, positions }: StockPositionPage, skuCode: string): OperationError {
  return positions.length === 0
    ? new OperationError('SKU_UNKNOWN', `${cycle.feed} does not know ${skuCode} any more: dismiss the exception.`, { details: { skuCode } })
    : new OperationError('SKU_CODE_SHARED', `${positions.length} SKUs of ${cycle.feed} have the code ${skuCode}.`, { details: { skuCode } });
}
