import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { revisionOf } from '../../lib/connectors/woocommerce/revision-of.ts';
import { coreStatusMap } from '../../lib/connectors/woocommerce/status-map.ts';
import { toSalesOrder } from '../../lib/connectors/woocommerce/to-sales-order.ts';
import { OperationError } from '../../lib/errors/operation-error.ts';
import type { EntityName } from '../../lib/model/entities.ts';
import { formatMinor } from '../../lib/model/money/format-minor.ts';
import type { SalesOrder } from '../../lib/model/sales-order.ts';
import type { StockPositionPage } from '../../lib/model/stock.ts';
import { judgeImport } from '../../lib/operations/judge-import.ts';
import { workedCycle, workedPosition } from '../../lib/operations/stock/worked-position.ts';
import { packageRoot } from '../../lib/package-root.ts';

export interface Sample {
  readonly id: string;
  readonly entity: EntityName;
  readonly title: string;
  readonly summary: string;
  readonly key: string;
  readonly revision: string;
  /** As of now: figures of stock that are old are stale. */
  payload(now: number): unknown;
}

/** Samples never collide with real orders: their reference has a prefix of its own. */
const prefix = 'SAMPLE-';

let loaded: Promise<readonly Sample[]> | undefined;

async function load(): Promise<readonly Sample[]> {
  return [...(await recordedOrders()), workedStock];
}

/** One SKU as a cycle of twelve minutes ago would state it. */
const workedStock: Sample = {
  id: 'bluecherry-stock-worked',
  entity: 'stock-position-page',
  title: `Stock of ${workedPosition.skuCode}`,
  summary: 'QOH 87 · OTS 49 · OTS ship-to WIP 111',
  key: `${prefix}STOCK`,
  revision: '1',
  payload: (now): StockPositionPage => {
    const inMinutes = (minutes: number): string => new Date(now + minutes * 60_000).toISOString();
    const asOf = inMinutes(-12);
    const cycle = { ...workedCycle, cycleId: 'SAMPLE', asOf, asOfDay: asOf.slice(0, 10), completedAt: inMinutes(-8), nextExpectedAt: inMinutes(18) };
    return { cycle, reason: 'cycle', positions: [workedPosition] };
  },
};

async function recordedOrders(): Promise<readonly Sample[]> {
  const file = path.join(packageRoot, 'samples', 'woocommerce', 'orders.json');
  const recorded = JSON.parse(await readFile(file, 'utf8')) as unknown[];
  return recorded.map((raw): Sample => {
    const order = toSalesOrder(raw, { channel: 'harbour-thread', externalRefPrefix: prefix, statusMap: coreStatusMap });
    return {
      id: `woocommerce-order-${order.orderId}`,
      entity: 'sales-order',
      title: `Order ${order.orderNumber}, ${formatMinor(order.totals.total, order.currency)} ${order.currency}`,
      summary: summaryOf(order),
      key: order.externalRef,
      revision: revisionOf(raw).revision,
      payload: () => order,
    };
  });
}

function summaryOf(order: SalesOrder): string {
  const judgement = judgeImport(order);
  return [
    order.remoteStatus,
    `${order.lines.length} ${order.lines.length === 1 ? 'line' : 'lines'}`,
    order.coupons.length > 0 ? 'coupon' : '',
    order.fees.length > 0 ? 'fee' : '',
    order.refunds.length > 0 ? 'refund' : '',
    order.lines.some((line) => line.skuCode === null) ? 'a line without SKU' : '',
    judgement.due ? '' : 'not to be sent',
    `to ${order.shipTo.country}`,
  ]
    .filter((part) => part !== '')
    .join(' · ');
}

function samples(): Promise<readonly Sample[]> {
  return (loaded ??= load());
}

export async function listSamples(): Promise<readonly Omit<Sample, 'payload' | 'key' | 'revision'>[]> {
  return (await samples()).map(({ id, entity, title, summary }) => ({ id, entity, title, summary }));
}

/** @throws CONFIGURATION_INVALID for a sample that does not exist */
export async function readSample(id: string): Promise<Sample> {
  const sample = (await samples()).find((candidate) => candidate.id === id);
  if (!sample) throw new OperationError('CONFIGURATION_INVALID', `There is no sample "${id}": choose one from the list.`, { details: { sample: id } });
  return sample;
}
