import type { Answer } from '../http/exchange.ts';
import type { Json } from '../json-value.ts';
import { json, noContent } from './answer.ts';
import { Refusal } from './refusal.ts';
import type { Call } from './route.ts';

export const pageParameters = ['page', 'limit'] as const;

interface Page {
  readonly page: number;
  readonly limit: number;
  readonly from: number;
}

const readPage = ({ query, twist }: Call, most: number, cap = most): Page => {
  const [page, asked] = [query.number('page') ?? 1, query.number('limit') ?? 50];
  const limit = Math.min(asked, cap);
  if (!Number.isInteger(page) || page < 1) throw new Refusal(422, 'The page is invalid', { page: 'must be a whole number from 1 on' });
  if (!Number.isInteger(asked) || asked < 1) throw new Refusal(422, 'The limit is invalid', { limit: `must be a whole number from 1 to ${most}` });
  if (asked > most) throw new Refusal(413, 'Too many objects were asked for', { limit: `must not exceed ${most}` });
  return { page, limit, from: twist === 'stuck-page' ? 0 : (page - 1) * limit };
};

const cut = <Row>(call: Call, rows: readonly Row[], { from, limit }: Page): readonly Row[] => (call.twist === 'empty-page' ? [] : rows.slice(from, from + limit));

/** v2: a bare list; an empty one is 204 without a body. */
export const listV2 = <Row>(call: Call, rows: readonly Row[], render: (row: Row) => Json, most = 250): Answer => {
  const shown = cut(call, rows, readPage(call, most));
  return shown.length === 0 ? noContent : json(200, shown.map(render));
};

/** v3: `data`, and in `meta` where the page stands. `cap`: more than so many are never shown, whatever limit was asked for. */
export const listV3 = <Row>(call: Call, rows: readonly Row[], render: (row: Row) => Json, most = 250, cap = most): Answer => {
  const place = readPage(call, most, cap);
  const shown = cut(call, rows, place).map(render);
  const { page, limit } = place;
  const pages = Math.max(Math.ceil(rows.length / limit), call.twist === null ? 1 : page + 1);
  const link = (target: number): string => {
    const search = new URLSearchParams(call.request.query);
    search.set('page', String(target));
    search.set('limit', String(limit));
    return `?${search.toString()}`;
  };
  const links = { ...(page > 1 ? { previous: link(page - 1) } : {}), current: link(page), ...(page < pages ? { next: link(page + 1) } : {}) };
  return json(200, { data: shown, meta: { pagination: { total: rows.length, count: shown.length, per_page: limit, current_page: page, total_pages: pages, links } } });
};
