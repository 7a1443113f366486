import type { Twist } from '../faults/fault.ts';
import type { Answer, Incoming } from '../http/exchange.ts';
import { bluecherryAnswer, bluecherryError } from './bluecherry-answer.ts';
import { comparePlaces, readCursor, writeCursor, type Place } from './cursor.ts';

const defaultPageSize = 100;
export const maxPageSize = 500;

export interface PagedRow {
  readonly place: Place;
  readonly render: () => unknown;
}

/** Null: not a size that the ERP takes. */
export const readPageSize = (query: URLSearchParams): number | null => {
  const size = Number(query.get('pageSize') ?? String(defaultPageSize));
  return Number.isInteger(size) && size >= 1 && size <= maxPageSize ? size : null;
};

/** Rows come sorted by place. */
export const pageOf = (request: Incoming, query: URLSearchParams, rows: readonly PagedRow[], twist: Twist | null): Answer => {
  const size = readPageSize(query);
  if (size === null) return bluecherryError(request, 400, 'MALFORMED', `pageSize is a whole number from 1 to ${maxPageSize}, not "${query.get('pageSize') ?? ''}".`);
  const cursor = query.get('cursor');
  const from = cursor === null ? null : readCursor(cursor);
  if (cursor !== null && !from) return bluecherryError(request, 400, 'BAD_CURSOR', 'The cursor is not one of ours.');
  const start = from && twist !== 'stuck-page' ? rows.findIndex(({ place }) => comparePlaces(place, from) > 0) : 0;
  const left = start < 0 ? [] : rows.slice(start);
  const shown = twist === 'empty-page' ? [] : left.slice(0, size);
  const last = shown.at(-1);
  const next = last && left.length > shown.length ? writeCursor(last.place) : null;
  return bluecherryAnswer(request, 200, { data: shown.map(({ render }) => render()), page: { nextCursor: twisted(twist, next, cursor) } });
};

/** A stuck list names the same next page for ever; an empty one asks to come back to the same place. */
const twisted = (twist: Twist | null, next: string | null, cursor: string | null): string | null => {
  if (twist === null) return next;
  return cursor ?? writeCursor({ at: '', key: '' });
};
