import { createHash } from 'node:crypto';
import { OperationError } from '../../errors/operation-error.ts';
import type { HttpAccount } from '../http/create-http-account.ts';
import type { HttpCall } from '../http/http-call.ts';
import type { Paging } from './account-config.ts';

/** A list may hide records from us and so show a few empty pages; an endless row of them is a broken list. */
const mostEmptyPages = 10;

/**
 * The records of a list, page by page, whichever way the installation pages.
 * @param look sees each answer whole, before its records are handed on
 * @throws PAGE_NOT_ADVANCING when a cursor comes back, or a page repeats the one before
 */
export async function* readPages(account: HttpAccount, call: Omit<HttpCall, 'method'>, paging: Paging, look?: (body: unknown) => void): AsyncGenerator<readonly unknown[]> {
  const marks = new Set<string>();
  let emptyPages = 0;
  let position: Record<string, string> = firstPosition(paging);
  let read = 0;
  for (let number = 1; ; number += 1) {
    const answer = await account.call({ ...call, method: 'GET', query: { ...call.query, pageSize: String(paging.size), ...position } });
    const { data, nextCursor } = readPage(answer.body, call.route);
    look?.(answer.body);
    read += data.length;
    emptyPages = data.length === 0 ? emptyPages + 1 : 0;
    if (data.length > 0) yield data;

    if (paging.kind === 'cursor' ? nextCursor === null : data.length < paging.size) return;
    const mark = paging.kind === 'cursor' ? (nextCursor ?? '') : createHash('sha256').update(JSON.stringify(data)).digest('base64url');
    if (marks.has(mark) || emptyPages > mostEmptyPages) {
      throw new OperationError('PAGE_NOT_ADVANCING', `BlueCherry's list ${call.route} does not come to an end: page ${number} leads back to where we were.`, {
        details: { route: call.route, page: number },
      });
    }
    marks.add(mark);
    position = paging.kind === 'cursor' ? { cursor: mark } : paging.kind === 'offset' ? { offset: String(read) } : { page: String(number + 1) };
  }
}

function firstPosition(paging: Paging): Record<string, string> {
  return paging.kind === 'cursor' ? {} : paging.kind === 'offset' ? { offset: '0' } : { page: '1' };
}

function readPage(body: unknown, route: string): { data: readonly unknown[]; nextCursor: string | null } {
  const { data, page } = (typeof body === 'object' && body !== null ? body : {}) as { data?: unknown; page?: { nextCursor?: unknown } | null };
  if (!Array.isArray(data)) {
    throw new OperationError('REMOTE_ANSWER_INVALID', `BlueCherry answered the list ${route} with something else.`, { details: { route } });
  }
  const cursor = page?.nextCursor;
  return { data: data as unknown[], nextCursor: typeof cursor === 'string' && cursor !== '' ? cursor : null };
}
