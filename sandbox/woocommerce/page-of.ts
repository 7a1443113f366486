import type { Answer, Incoming } from '../http/exchange.ts';
import type { Twist } from '../faults/fault.ts';
import type { QueryParameters } from './query-parameters.ts';
import { invalidParameters, type InvalidParameter } from './wordpress-answer.ts';

const whole = (query: QueryParameters, name: string, fallback: number): number => (query.has(name) ? Number(query.text(name)) : fallback);

const readPage = (query: QueryParameters): { readonly page: number; readonly perPage: number; readonly offset: number } => {
  const page = whole(query, 'page', 1);
  const perPage = whole(query, 'per_page', 10);
  return { page, perPage, offset: whole(query, 'offset', (page - 1) * perPage) };
};

/** What WordPress holds against the page a list request asks for. */
export const invalidPage = (query: QueryParameters): InvalidParameter[] => {
  const { page, perPage, offset } = readPage(query);
  const invalid: InvalidParameter[] = [];
  const refuse = (name: string, code: string, message: string): void => void invalid.push({ name, code, message: `${name} ${message}` });
  if (!Number.isInteger(page)) refuse('page', 'rest_invalid_type', 'is not of type integer.');
  else if (page < 1) refuse('page', 'rest_out_of_bounds', 'must be greater than or equal to 1');
  if (!Number.isInteger(perPage)) refuse('per_page', 'rest_invalid_type', 'is not of type integer.');
  else if (perPage < 1 || perPage > 100) refuse('per_page', 'rest_out_of_bounds', 'must be between 1 (inclusive) and 100 (inclusive)');
  if (!Number.isInteger(offset)) refuse('offset', 'rest_invalid_type', 'is not of type integer.');
  return invalid;
};

/** Cuts the page out of all matches and says in the headers what WooCommerce says there. */
export const pageOf = <Row>(request: Incoming, query: QueryParameters, rows: readonly Row[], twist: Twist | null, render: (row: Row) => string): Answer => {
  const invalid = invalidPage(query);
  if (invalid.length > 0) return invalidParameters(invalid);
  const { page, perPage, offset } = readPage(query);
  const pages = Math.max(Math.ceil(rows.length / perPage), twist === 'stuck-page' ? page + 1 : 0);
  const from = twist === 'stuck-page' ? 0 : offset;
  const shown = twist === 'empty-page' ? [] : rows.slice(from, from + perPage);
  const link = (target: number, relation: string): string => {
    const search = new URLSearchParams(request.query);
    search.set('page', String(target));
    return `<http://${request.headers.host ?? ''}${request.path}?${search.toString()}>; rel="${relation}"`;
  };
  const links = [...(page > 1 ? [link(Math.min(page - 1, Math.max(pages, 1)), 'prev')] : []), ...(page < pages ? [link(page + 1, 'next')] : [])];
  return {
    status: 200,
    headers: { 'x-wp-total': String(rows.length), 'x-wp-totalpages': String(pages), ...(links.length > 0 ? { link: links.join(', ') } : {}) },
    body: `[${shown.map(render).join(',')}]`,
  };
};
