import { toFailure } from '../../errors/operation-error.ts';
import type { ConnectionReport } from '../contract.ts';
import type { HttpAccount } from '../http/create-http-account.ts';
import { explainFailure } from './explain-failure.ts';
import { readAllowance } from './read-rate-limit.ts';
import { membersOf, textOf } from './remote-record.ts';

/** Asks for the store and for its orders: two calls. Answers in words, always. */
export async function testConnection(account: Pick<HttpAccount, 'call' | 'baseUrl'>): Promise<ConnectionReport> {
  const address = { label: 'Address', value: account.baseUrl };
  try {
    const store = await account.call({ method: 'GET', path: '/v2/store', route: '/store', priority: 'orders' });
    const orders = await account.call({ method: 'GET', path: '/v2/orders/count', route: '/orders/count', priority: 'orders' });
    const facts = membersOf(store.body);
    const allowance = readAllowance(orders.headers);
    const stated: readonly [string, string][] = [
      ['Store', textOf(facts['name'])],
      ['Plan', textOf(facts['plan_name'])],
      ['Currency', textOf(facts['currency'])],
      ['Orders in the store', textOf(membersOf(orders.body)['count'])],
      ['Calls', allowance ? `${allowance.left} of ${allowance.quota} left for ${Math.ceil(allowance.resetMs / 1000)} s` : 'the store states no limit'],
    ];
    return { ok: true, summary: 'The access token sees the store and its orders.', details: [address, ...stated.filter(([, value]) => value !== '').map(([label, value]) => ({ label, value }))] };
  } catch (error) {
    const failure = toFailure(error);
    return { ok: false, summary: explainFailure(failure), code: failure.code, details: [address, { label: 'Answer', value: failure.message }] };
  }
}
