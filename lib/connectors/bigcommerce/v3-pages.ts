import { OperationError } from '../../errors/operation-error.ts';
import type { CallPriority } from '../contract.ts';
import type { HttpAccount } from '../http/create-http-account.ts';
import { isMembers, listOf, membersOf, type Members } from './remote-record.ts';

export interface ListOptions {
  readonly signal?: AbortSignal | undefined;
  readonly priority?: CallPriority;
}

/** Largest page of v3 lists; inventory lists bear 1,000 ("Limit of 1000 items for payload length", reference/inventory.v3). */
export const v3PageSize = 250;

/** Pages of a v3 list below /v3, by number. @throws PAGE_NOT_ADVANCING, REMOTE_ANSWER_INVALID */
export async function* v3Pages(
  account: Pick<HttpAccount, 'call'>,
  target: { readonly path: string; readonly route: string },
  query: Readonly<Record<string, string>>,
  { signal, priority = 'orders' }: ListOptions,
  pageSize = v3PageSize,
): AsyncGenerator<readonly Members[]> {
  let before = '';
  for (let page = 1; ; page += 1) {
    const { status, body } = await account.call({ method: 'GET', path: `/v3${target.path}`, route: target.route, query: { ...query, page: String(page), limit: String(pageSize) }, priority, signal });
    const data = status === 204 ? [] : membersOf(body)['data'];
    if (!Array.isArray(data)) throw new OperationError('REMOTE_ANSWER_INVALID', `BigCommerce answered the list ${target.route} with something else.`, { details: { route: target.route } });
    const rows = listOf(data);
    const content = rows.length === 0 ? '' : JSON.stringify(rows);
    if (content !== '' && content === before) {
      throw new OperationError('PAGE_NOT_ADVANCING', `BigCommerce's list ${target.route} does not come to an end: page ${page} repeats the one before.`, { details: { route: target.route, page } });
    }
    before = content;
    if (rows.length > 0) yield rows;
    const pagination = membersOf(membersOf(membersOf(body)['meta'])['pagination']);
    const pages = pagination['total_pages'];
    // Without figures a short page is the last one.
    if (rows.length === 0 || (typeof pages === 'number' ? page >= pages : rows.length < pageSize)) return;
  }
}

/** All rows of a list. */
export async function v3List(...asked: Parameters<typeof v3Pages>): Promise<readonly Members[]> {
  const all: Members[] = [];
  for await (const rows of v3Pages(...asked)) all.push(...rows);
  return all;
}

/** The record of a v3 answer. @throws REMOTE_ANSWER_INVALID */
export function dataOf(body: unknown, route: string): Members {
  const data = membersOf(body)['data'];
  if (isMembers(data)) return data;
  throw new OperationError('REMOTE_ANSWER_INVALID', `BigCommerce answered ${route} without a record.`, { details: { route } });
}
