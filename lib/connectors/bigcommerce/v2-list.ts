import { OperationError } from '../../errors/operation-error.ts';
import type { HttpAccount } from '../http/create-http-account.ts';
import type { ListOptions } from './v3-pages.ts';

/** The largest page that v2 lists are known to give; the reference does not say. */
export const ordersPerPage = 250;

/** One page of a v2 list below /v2. An empty one is a 204 without a body. @throws REMOTE_ANSWER_INVALID */
export async function v2Page(
  account: Pick<HttpAccount, 'call'>,
  { path, route }: { readonly path: string; readonly route: string },
  query: Readonly<Record<string, string>>,
  { signal, priority = 'orders' }: ListOptions,
): Promise<readonly unknown[]> {
  const { status, body } = await account.call({ method: 'GET', path: `/v2${path}`, route, query, priority, signal });
  if (status === 204) return [];
  if (Array.isArray(body)) return body as unknown[];
  throw new OperationError('REMOTE_ANSWER_INVALID', `BigCommerce answered the list ${route} with something else.`, { details: { route } });
}

/** All rows of a v2 list that does not change while it is read: parts of one order. @throws PAGE_NOT_ADVANCING */
export async function v2List(
  account: Pick<HttpAccount, 'call'>,
  target: { readonly path: string; readonly route: string },
  query: Readonly<Record<string, string>>,
  pageSize: number,
  options: ListOptions,
): Promise<readonly unknown[]> {
  const all: unknown[] = [];
  let before = '';
  for (let page = 1; ; page += 1) {
    const rows = await v2Page(account, target, { ...query, page: String(page), limit: String(pageSize) }, options);
    const content = JSON.stringify(rows);
    if (rows.length > 0 && content === before) {
      throw new OperationError('PAGE_NOT_ADVANCING', `BigCommerce's list ${target.route} does not come to an end: page ${page} repeats the one before.`, { details: { route: target.route, page } });
    }
    before = content;
    all.push(...rows);
    if (rows.length < pageSize) return all;
  }
}
