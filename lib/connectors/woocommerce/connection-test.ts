import { toFailure } from '../../errors/operation-error.ts';
import type { ConnectionReport } from '../contract.ts';
import type { HttpAccount } from '../http/create-http-account.ts';
import type { HttpAnswer } from '../http/http-call.ts';
import { explainFailure } from './explain-failure.ts';

type Details = { readonly label: string; readonly value: string }[];

/** Asks for the shop's state; a key that may not see it is tried on the orders themselves. Answers in words, always. */
export async function testConnection(account: HttpAccount): Promise<ConnectionReport> {
  try {
    const status = await get(account, '/wp-json/wc/v3/system_status', '/system_status');
    return report(account, 'The key sees the shop and its orders.', await countOrders(account), factsOf(status.body));
  } catch (error) {
    if (toFailure(error).code !== 'CREDENTIALS_REFUSED') return failed(account, error);
  }
  try {
    return report(account, 'The key sees the orders, but not the shop\'s state (it belongs to a user who does not manage the shop).', await countOrders(account), []);
  } catch (error) {
    return failed(account, error);
  }
}

function get(account: HttpAccount, path: string, route: string, query: Record<string, string> = {}): Promise<HttpAnswer> {
  return account.call({ method: 'GET', path, route, query, priority: 'orders' });
}

async function countOrders(account: HttpAccount): Promise<string> {
  const orders = await get(account, '/wp-json/wc/v3/orders', '/orders', { per_page: '1', status: 'any' });
  return orders.headers['x-wp-total'] ?? 'not stated';
}

function report(account: HttpAccount, summary: string, orders: string, facts: Details): ConnectionReport {
  return { ok: true, summary, details: [{ label: 'Address', value: account.baseUrl }, ...facts, { label: 'Orders in the shop', value: orders }] };
}

function factsOf(status: unknown): Details {
  const section = (name: string): Record<string, unknown> => {
    const value = (status as Record<string, unknown> | null)?.[name];
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
  };
  const facts: [string, unknown][] = [
    ['WooCommerce', section('environment')['version']],
    ['WordPress', section('environment')['wp_version']],
    ['Currency', section('settings')['currency']],
  ];
  return facts.flatMap(([label, value]) => (typeof value === 'string' && value !== '' ? [{ label, value }] : []));
}

async function failed(account: HttpAccount, error: unknown): Promise<ConnectionReport> {
  const failure = toFailure(error);
  const summary = explainFailure(failure, account.baseUrl.startsWith('https:'), await plainPermalinks(account, failure.details['status']));
  return { ok: false, summary, code: failure.code, details: [{ label: 'Address', value: account.baseUrl }, { label: 'Answer', value: failure.message }] };
}

/** With pretty permalinks off, WordPress knows its API only as a parameter. */
async function plainPermalinks(account: HttpAccount, status: unknown): Promise<boolean> {
  if (status !== 404) return false;
  try {
    const { body } = await get(account, '/', '/?rest_route', { rest_route: '/' });
    return typeof body === 'object' && body !== null && 'namespaces' in body;
  } catch {
    return false;
  }
}
