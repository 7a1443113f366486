import { OperationError } from '../../errors/operation-error.ts';
import type { HttpAccount } from '../http/create-http-account.ts';
import { minorAmount } from './exact-amount.ts';
import { listOf, membersOf, textOf } from './remote-record.ts';
import type { ListOptions } from './v3-pages.ts';

/** A step of a payment. */
export interface Transaction {
  readonly id: string;
  /** `purchase`, `authorization`, `capture`, `refund`, `void`, `pending`, `settled`. */
  readonly event: string;
  /** `credit_card`, `gift_certificate`, `store_credit` … */
  readonly method: string;
  readonly gateway: string;
  /** Minor units of `currency`. */
  readonly amount: number;
  readonly currency: string;
  readonly gatewayTransactionId: string;
  /** False where the gateway says that it failed. */
  readonly ok: boolean;
  readonly test: boolean;
  readonly createdAt: string;
}

const route = '/orders/{id}/transactions';

/** How an order was paid, gift certificates and store credit included: one call, which the order itself does not replace. */
export async function listTransactions(account: Pick<HttpAccount, 'call'>, orderId: string, { signal, priority = 'orders' }: ListOptions = {}): Promise<readonly Transaction[]> {
  const { status, body } = await account.call({ method: 'GET', path: `/v3/orders/${encodeURIComponent(orderId)}/transactions`, route, priority, signal });
  if (status === 204) return [];
  const data = membersOf(body)['data'];
  if (!Array.isArray(data)) throw new OperationError('REMOTE_ANSWER_INVALID', `BigCommerce answered the list ${route} with something else.`, { details: { route } });
  return listOf(data).map((row) => ({
    id: textOf(row['id']),
    event: textOf(row['event']),
    method: textOf(row['method']),
    gateway: textOf(row['gateway']),
    amount: minorAmount(row['amount'], textOf(row['currency'])),
    currency: textOf(row['currency']),
    gatewayTransactionId: textOf(row['gateway_transaction_id']),
    ok: textOf(row['status']) !== 'error',
    test: row['test'] === true,
    createdAt: textOf(row['date_created']),
  }));
}
