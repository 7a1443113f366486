import type { Request } from 'express';
import type { NodeAPI } from 'node-red';
import { errorTable } from '../../../lib/errors/error-table.ts';
import { OperationError } from '../../../lib/errors/operation-error.ts';
import type { ExceptionFilter, ExceptionRow } from '../../../lib/store/contract/exception-table.ts';
import { adminRoute, whoIs } from '../../runtime/admin-routes.ts';
import { toExceptionRecord } from './to-exception-record.ts';

const pageSize = 50;
const states = ['open', 'replaying', 'resolved', 'dismissed'] as const;

/** Lists, replays and dismisses exceptions, and shows a record's timeline: for the node's form and for scripts. */
export function registerExceptionRoutes(RED: NodeAPI): void {
  adminRoute(RED, 'get', 'exceptions', 'selvedge.read', async (request, { store }) => {
    const rows = await store.read.exceptions.list(filterOf(request));
    const counts = await store.read.exceptions.openCount();
    return { items: rows.map(withTitle), total: counts.reduce((sum, { count }) => sum + count, 0) };
  });
  adminRoute(RED, 'post', 'exceptions/:id/replay', 'selvedge.write', async (request, { desk }) => withTitle(await desk.replay(idOf(request), whoIs(request))));
  adminRoute(RED, 'post', 'exceptions/:id/dismiss', 'selvedge.write', async (request, { desk }) => {
    const { reason } = (request.body ?? {}) as { reason?: unknown };
    if (typeof reason !== 'string' || reason.trim() === '') {
      throw new OperationError('PAYLOAD_INVALID', 'Say why the exception is dismissed.');
    }
    return withTitle(await desk.dismiss(idOf(request), whoIs(request), reason.trim()));
  });
  adminRoute(RED, 'get', 'timeline/:entity/:key', 'selvedge.read', async (request, { store }) => {
    const { entity = '', key = '' } = request.params;
    const events = await store.read.timeline.of(entity, key, 500);
    return { entity, key, events: events.map((event) => ({ ...event, at: new Date(event.at).toISOString() })) };
  });
}

function withTitle(row: ExceptionRow): object {
  const known = row.code in errorTable ? errorTable[row.code as keyof typeof errorTable].title : row.code;
  return { ...toExceptionRecord(row), title: known };
}

function idOf(request: Request): number {
  const id = Number(request.params['id']);
  if (!Number.isSafeInteger(id)) throw new OperationError('PAYLOAD_INVALID', 'An exception is named by its number.');
  return id;
}

function filterOf(request: Request): ExceptionFilter {
  const text = (name: string): string | undefined => (typeof request.query[name] === 'string' ? request.query[name] : undefined);
  const state = states.find((candidate) => candidate === text('state'));
  const before = Number(text('before'));
  const [owner, code, entity, key] = [text('owner'), text('code'), text('entity'), text('key')];
  return {
    limit: pageSize,
    ...(state ? { state: [state] } : {}),
    ...(owner ? { owner } : {}),
    ...(code ? { code } : {}),
    ...(entity ? { entity } : {}),
    ...(key ? { key } : {}),
    ...(Number.isSafeInteger(before) && before > 0 ? { before } : {}),
  };
}
