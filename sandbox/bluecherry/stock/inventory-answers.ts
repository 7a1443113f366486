import type { Twist } from '../../faults/fault.ts';
import type { Answer, Incoming } from '../../http/exchange.ts';
import { bluecherryAnswer, bluecherryError } from '../bluecherry-answer.ts';
import { readCursor, writeCursor } from '../cursor.ts';
import { maxPageSize, pageOf, readPageSize } from '../page-of.ts';
import type { ErpStock } from './erp-stock.ts';
import { presentCycle } from './present-cycle.ts';
import { presentStockLine } from './present-stock-line.ts';
import type { StockRow } from './stock-row.ts';

const listed = (query: URLSearchParams, name: string): string[] | null => query.get(name)?.split(',').map((entry) => entry.trim()) ?? null;

/** `GET /cycles?feed=&status=`: newest first. */
export const cycleList = (stock: ErpStock, request: Incoming, query: URLSearchParams, twist: Twist | null): Answer => {
  const { cycles, timeZone } = stock;
  const now = stock.catchUp();
  if ((query.get('feed') ?? '') === '') return bluecherryError(request, 400, 'MALFORMED', 'Name a feed: ?feed=inventory.');
  const statuses = listed(query, 'status');
  const rows = (query.get('feed') === 'inventory' ? cycles.list() : [])
    .filter((cycle) => statuses?.includes(cycles.statusOf(cycle, now)) ?? true)
    .map((cycle) => ({ place: { at: '', key: String(10_000_000 - cycle.sequence) }, render: () => presentCycle(cycles, cycle, now, timeZone) }));
  return pageOf(request, query, rows, twist);
};

export const cycleAnswer = (stock: ErpStock, request: Incoming, cycleId: string): Answer => {
  const now = stock.catchUp();
  const cycle = stock.cycles.get(cycleId);
  return cycle ? bluecherryAnswer(request, 200, presentCycle(stock.cycles, cycle, now, stock.timeZone)) : bluecherryError(request, 404, 'NOT_FOUND', 'There is no such cycle.');
};

/** `GET /inventory?cycleId=&division=&location=&style=`: lines of one cycle, as of its `asOf`, whatever happened since. */
export const inventoryPage = (stock: ErpStock, request: Incoming, query: URLSearchParams, twist: Twist | null): Answer => {
  const { cycles } = stock;
  const now = stock.catchUp();
  const cycle = cycles.get(query.get('cycleId') ?? '');
  if (!cycle) return bluecherryError(request, 404, 'NOT_FOUND', 'There is no such cycle.');
  const status = cycles.statusOf(cycle, now);
  if (status === 'running' || status === 'failed') return bluecherryError(request, 409, 'CYCLE_NOT_COMPLETE', `Cycle ${cycle.cycleId} is ${status}.`);
  if (cycle.shown === null || cycles.isExpired(cycle, now)) return bluecherryError(request, 410, 'CYCLE_EXPIRED', `Cycle ${cycle.cycleId} was superseded: read the newest one.`);
  const size = readPageSize(query);
  if (size === null) return bluecherryError(request, 400, 'MALFORMED', `pageSize is a whole number from 1 to ${maxPageSize}, not "${query.get('pageSize') ?? ''}".`);
  const cursor = query.get('cursor');
  const place = cursor === null ? { at: cycle.cycleId, key: '0' } : readCursor(cursor);
  if (place?.at !== cycle.cycleId || !/^\d+$/.test(place.key)) return bluecherryError(request, 400, 'BAD_CURSOR', 'The cursor is not one of this cycle.');

  const filters = (['division', 'location', 'style'] as const).map((name) => [name, query.get(name)?.trim()] as const).filter(([, code]) => code !== undefined);
  const isWanted = (row: StockRow): boolean => filters.every(([name, code]) => (name === 'location' ? row.location : row.sku[name]) === code);
  const rows: StockRow[] = [];
  let index = twist === 'stuck-page' ? 0 : Number(place.key);
  for (; index < cycle.shown.count && rows.length < size; index += 1) {
    const row = cycle.shown.row(index);
    if (isWanted(row)) rows.push(row);
  }
  const next = index < cycle.shown.count ? writeCursor({ at: cycle.cycleId, key: String(index) }) : null;
  return bluecherryAnswer(request, 200, {
    cycleId: cycle.cycleId,
    data: (twist === 'empty-page' ? [] : rows).map((row) => presentStockLine(cycle.cycleId, row, cycle.faults)),
    page: { nextCursor: twist === null ? next : writeCursor(place) },
  });
};
