import { closeByKey } from '../../../lib/lanes/close-by-key.ts';
import type { ParkRequest } from '../../../lib/lanes/contract.ts';
import { parkMessage } from '../../../lib/lanes/park-message.ts';
import { OperationError, type Failure } from '../../../lib/errors/operation-error.ts';
import type { Envelope } from '../../../lib/model/envelope.ts';
import type { StockLevel, StockPositionPage } from '../../../lib/model/stock.ts';
import type { KitServices } from '../../runtime/services.ts';
import { writeHeld } from '../../runtime/write-held.ts';
import type { CalculatedPage } from './calculate-page.ts';

/** Of a SKU's standing: what is kept in the snapshot while it waits for a person, or the units that were told last. */
const notCalculated = 'not calculated';

export interface StandingParts {
  readonly services: Pick<KitServices, 'store' | 'clock' | 'client'>;
  /** Of the node: where a replay starts. */
  readonly node: string;
  readonly channel: string;
}

/** What was calculated of which page, and under which message. */
export interface Calculation extends CalculatedPage {
  readonly positions: StockPositionPage['positions'];
  readonly envelope: Envelope;
  /** A person has asked for it: what still stands is raised again. */
  readonly again: boolean;
}

/** Of exceptions: not that of the change on its way to the channel, because a written 0 does not end an oversale. */
export const levelEntity = 'stock-level';
export const keyOf = (skuCode: string, channel: string): string => `${skuCode}@${channel}`;
export const skuOf = (key: string): string => key.slice(0, key.lastIndexOf('@'));

/**
 * Raises an exception for each SKU that cannot be calculated or has become oversold through orders of the channels, and
 * closes it once that is over. Writes nothing when nothing has changed.
 * @throws LEASE_LOST
 */
export async function keepStanding(parts: StandingParts, calculation: Calculation): Promise<void> {
  const { services: { store, clock }, channel } = parts;
  const { page: { levels }, failed, again, envelope } = calculation;
  const feed = `oversold:${channel}`;
  const told = await store.read.snapshots.get(feed, [...levels.map(({ skuCode }) => skuCode), ...failed.map(({ skuCode }) => skuCode)]);
  const raised: { readonly key: string; readonly hash: string; readonly request: ParkRequest }[] = [];
  for (const { skuCode, failure } of failed) {
    if (again || told.get(skuCode) !== notCalculated) raised.push({ key: skuCode, hash: notCalculated, request: requestOf(parts, calculation, skuCode, failure) });
  }
  const over: StockLevel[] = [];
  for (const level of levels) {
    const before = told.get(level.skuCode);
    if (level.oversold === 0 && before === undefined && !again) continue;
    if (level.oversold === 0) over.push(level);
    else if (isToBeTold(level, before, calculation)) raised.push({ key: level.skuCode, hash: String(level.oversold), request: requestOf(parts, calculation, level.skuCode, oversoldFailure(level)) });
    else if (before === notCalculated) over.push(level);
  }
  if (raised.length === 0 && over.length === 0) return;
  await writeHeld(store, envelope.holder, async (tables) => {
    const at = clock.now();
    for (const { request } of raised) await parkMessage(tables, request, at);
    await tables.snapshots.put(feed, raised, at);
    for (const { skuCode } of over) await closeByKey(tables, { entity: levelEntity, key: keyOf(skuCode, channel), reason: `${skuCode} is calculated and not oversold.`, at, by: undefined });
    await tables.snapshots.forget(feed, over.map(({ skuCode }) => skuCode));
  });
  store.signals.send('exceptions');
}

/** An ERP that books wholesale ahead has negative figures every day: that alone is nobody's task here. */
function isToBeTold({ skuCode, oversold, pending }: StockLevel, before: string | undefined, { sold, again }: Calculation): boolean {
  if (again) return true;
  return before !== undefined && before !== notCalculated ? oversold >= 2 * Number(before) : pending > 0 || sold.has(skuCode);
}

function oversoldFailure({ skuCode, channel, oversold, pending, asOf }: StockLevel): Failure {
  const waiting = pending === 0 ? 'all orders of the channels are in BlueCherry' : `${pending} of them in orders that BlueCherry did not have then`;
  const units = oversold === 1 ? '1 unit' : `${oversold} units`;
  return new OperationError('STOCK_OVERSOLD', `${skuCode} is oversold by ${units} in ${channel}, as of ${asOf}: ${waiting}.`, { details: { skuCode, channel, oversold, pending } }).toFailure();
}

function requestOf({ services, node, channel }: StandingParts, { page, positions, envelope }: Calculation, skuCode: string, failure: Failure): ParkRequest {
  const payload = { cycle: page.cycle, positions: positions.filter((position) => position.skuCode === skuCode) };
  const { trace, holder } = envelope;
  return {
    message: {
      topic: levelEntity,
      payload,
      selvedge: {
        client: services.client,
        key: keyOf(skuCode, channel),
        revision: page.calculatedAt,
        source: { system: 'selvedge', account: channel, node },
        occurredAt: page.cycle.asOf,
        trace,
        ...(holder ? { holder } : {}),
      },
    },
    failure,
    raisedBy: node,
  };
}
