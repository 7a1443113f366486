import { hiddenStatuses } from '../../sandbox/woocommerce/order-statuses.ts';
import type { ArrivedOrder } from './check-sales-orders.ts';
import { openExceptions, timelineOf } from './host-api.ts';
import type { RecordedCase } from './recorded-orders.ts';
import { waitUntil } from './wait-until.ts';

/** How one order of the shop ended. */
export type Outcome =
  | { readonly kind: 'sales order'; readonly ordNum: string; readonly arrived: ArrivedOrder }
  | { readonly kind: 'exception'; readonly code: string; readonly owner: string; readonly message: string; readonly id: number }
  | { readonly kind: 'not sent'; readonly reason: string };

export interface Ended extends RecordedCase {
  readonly key: string;
  /** Undefined: nothing says where the order is. That is what must never be. */
  readonly outcome: Outcome | undefined;
}

/** Waits until every order has an outcome, then tells each one's; `arrived` is the ERP's own record. */
export async function outcomesOf(host: string, prefix: string, cases: readonly RecordedCase[], arrived: () => readonly ArrivedOrder[], deadlineMs: number): Promise<readonly Ended[]> {
  const look = async (): Promise<Ended[]> => {
    const sales = new Map(arrived().map((order) => [order.externalRef, order]));
    const exceptions = new Map((await openExceptions(host)).map((exception) => [exception.key, exception]));
    return Promise.all(
      cases.map(async (one): Promise<Ended> => {
        const key = `${prefix}${one.order.id}`;
        const exception = exceptions.get(key);
        if (exception) return { ...one, key, outcome: { kind: 'exception', code: exception.code, owner: exception.owner, message: exception.message, id: exception.id } };
        const order = sales.get(key);
        if (order) return { ...one, key, outcome: { kind: 'sales order', ordNum: order.ordNum, arrived: order } };
        if (hiddenStatuses.includes(one.order.status)) return { ...one, key, outcome: { kind: 'not sent', reason: `Never read: WooCommerce lists no orders with the status ${one.order.status}.` } };
        const skipped = (await timelineOf(host, key)).findLast((event) => event.kind === 'skipped');
        return { ...one, key, outcome: skipped ? { kind: 'not sent', reason: skipped.text } : undefined };
      }),
    );
  };
  let latest: Ended[] = [];
  await waitUntil(
    async () => {
      latest = await look();
      return latest.every(({ outcome }) => outcome !== undefined) ? true : undefined;
    },
    deadlineMs,
    200,
  );
  return latest;
}

/** One line for people. */
export function describe({ name, order, key, outcome }: Ended): string {
  const label = `${name.padEnd(28)} ${key.padEnd(10)} ${String(order.total).padStart(9)} ${order.currency}`;
  switch (outcome?.kind) {
    case 'sales order':
      return `${label}  sales order ${outcome.ordNum}, total ${outcome.arrived.body.totals.total}, tax ${outcome.arrived.body.totals.tax ?? ''}`;
    case 'exception':
      return `${label}  exception ${outcome.code} (${outcome.owner}): ${outcome.message}`;
    case 'not sent':
      return `${label}  ${outcome.reason}`;
    case undefined:
      return `${label}  LOST: no sales order, no exception, no reason`;
  }
}
