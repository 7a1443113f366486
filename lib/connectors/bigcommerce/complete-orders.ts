import type { HttpAccount } from '../http/create-http-account.ts';
import { OperationError } from '../../errors/operation-error.ts';
import { readExact } from './exact-amount.ts';
import { readRawOrder } from './raw-order.ts';
import { listOf, membersOf, textOf, type Members } from './remote-record.ts';
import { tieMoney } from './tie-money.ts';
import { v2List, ordersPerPage } from './v2-list.ts';
import { v3List, type ListOptions } from './v3-pages.ts';

export interface CompleteOptions extends ListOptions {
  /** `always`: taxes by rate, a call for each taxed order. `when-needed`: only where the lines' own taxes do not make the order's. */
  readonly taxes?: 'always' | 'when-needed';
}

/** Ids in one call: an address bears about 8,000 characters. */
const refundsOfOrdersPerCall = 50;

/**
 * Adds what the list does not bring inline: `taxes` (a call per order, see {@link CompleteOptions}) and `refunds` (one call for
 * up to 50 orders, for those with a refunded amount). An order that is not as published is given back as it is.
 */
export async function completeOrders(account: Pick<HttpAccount, 'call'>, raws: readonly unknown[], { taxes = 'when-needed', ...options }: CompleteOptions = {}): Promise<readonly unknown[]> {
  const refunds = await refundsOf(account, raws.filter(hasRefunds).map((raw) => textOf(membersOf(raw)['id'])), options);
  return Promise.all(
    raws.map(async (raw) => {
      const withRefunds = hasRefunds(raw) ? { ...membersOf(raw), refunds: refunds.get(textOf(membersOf(raw)['id'])) ?? [] } : raw;
      if (!needsTaxes(raw, taxes)) return withRefunds;
      const id = textOf(membersOf(raw)['id']);
      const rows = await v2List(account, { path: `/orders/${encodeURIComponent(id)}/taxes`, route: '/orders/{id}/taxes' }, { details: 'true' }, ordersPerPage, options);
      return { ...membersOf(withRefunds), taxes: rows };
    }),
  );
}

const isNought = (amount: unknown): boolean => {
  try {
    return readExact(amount, 'amount', 0) === 0;
  } catch {
    return true;
  }
};
const hasRefunds = (raw: unknown): boolean => !isNought(membersOf(raw)['refunded_amount']) && textOf(membersOf(raw)['id']) !== '';

function needsTaxes(raw: unknown, taxes: 'always' | 'when-needed'): boolean {
  if (isNought(membersOf(raw)['total_tax'])) return false;
  try {
    const order = readRawOrder(raw);
    if (taxes === 'always') return true;
    tieMoney(order);
    return false;
  } catch (error) {
    return error instanceof OperationError && error.code === 'MONEY_DOES_NOT_ADD_UP';
  }
}

async function refundsOf(account: Pick<HttpAccount, 'call'>, orderIds: readonly string[], options: ListOptions): Promise<ReadonlyMap<string, readonly Members[]>> {
  const found = new Map<string, Members[]>();
  for (let from = 0; from < orderIds.length; from += refundsOfOrdersPerCall) {
    const ids = orderIds.slice(from, from + refundsOfOrdersPerCall);
    const rows = await v3List(account, { path: '/orders/payment_actions/refunds', route: '/orders/payment_actions/refunds' }, { 'order_id:in': ids.join(',') }, options);
    for (const row of listOf(rows)) found.set(textOf(row['order_id']), [...(found.get(textOf(row['order_id'])) ?? []), row]);
  }
  return found;
}
