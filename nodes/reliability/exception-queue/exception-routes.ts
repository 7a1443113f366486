import type { Request } from 'express';
import type { NodeAPI } from 'node-red';
import { OperationError } from '../../../lib/errors/operation-error.ts';
import type { ExceptionRow } from '../../../lib/store/contract/exception-table.ts';
import type { Store } from '../../../lib/store/contract/store.ts';
import { adminRoute, whoIs } from '../../runtime/admin-routes.ts';
import { filterOf, idOf, idsOf, memberOf, textOf } from './read-request.ts';
import { titleOf, toBatch, toGroup } from './to-exception-group.ts';
import { toExceptionRecord } from './to-exception-record.ts';

const mostGroups = 200;
const recentBatches = 20;
const mostPreviewed = 500;

/** Lists, groups, replays, assigns, corrects and dismisses exceptions, and shows a record's timeline: for the node's form and for scripts. */
export function registerExceptionRoutes(RED: NodeAPI): void {
  // The routes with a word come before those with a number in its place.
  registerLists(RED);
  registerManyAtOnce(RED);
  registerOne(RED);
}

function registerLists(RED: NodeAPI): void {
  adminRoute(RED, 'get', 'exceptions', 'selvedge.read', async (request, { store }) => {
    const rows = await store.read.exceptions.list(filterOf(request));
    const counts = await store.read.exceptions.openCount();
    return { items: rows.map(withTitle), total: counts.reduce((sum, { count }) => sum + count, 0) };
  });
  adminRoute(RED, 'get', 'exceptions/groups', 'selvedge.read', async (request, { desk, store }) => {
    const { owner, entity } = filterOf(request);
    const groups = await desk.groups({ limit: mostGroups, ...(owner === undefined ? {} : { owner }), ...(entity === undefined ? {} : { entity }) });
    const counts = await store.read.exceptions.openCount();
    return { items: groups.map(toGroup), total: counts.reduce((sum, { count }) => sum + count, 0), you: whoIs(request) };
  });
  adminRoute(RED, 'get', 'exceptions/batches', 'selvedge.read', async (_request, { desk }) => ({ items: (await desk.batches(recentBatches)).map(toBatch) }));
  adminRoute(RED, 'get', 'timeline/:entity/:key', 'selvedge.read', async (request, { store }) => {
    const { entity = '', key = '' } = request.params;
    const events = await store.read.timeline.of(entity, key, 500);
    return { entity, key, events: events.map((event) => ({ ...event, at: new Date(event.at).toISOString() })) };
  });
}

function registerManyAtOnce(RED: NodeAPI): void {
  adminRoute(RED, 'post', 'exceptions/preview', 'selvedge.read', async (request, { desk, store }) => {
    const { ids, left } = await chosen(request, store, mostPreviewed);
    return { ...(await desk.preview(ids)), left };
  });
  adminRoute(RED, 'post', 'exceptions/assign', 'selvedge.write', async (request, { desk, store }) => {
    const { ids } = await chosen(request, store, Infinity);
    await desk.assign(ids, personOf(request), whoIs(request));
    return { assigned: ids.length };
  });
  adminRoute(RED, 'post', 'exceptions/replay-cause', 'selvedge.write', async (request, { desk }) => toBatch(await desk.replayCause(causeOf(request), whoIs(request))));
  adminRoute(RED, 'post', 'exceptions/dismiss-cause', 'selvedge.write', async (request, { desk }) => ({
    dismissed: await desk.dismissCause(causeOf(request), whoIs(request), reasonOf(request)),
  }));
  adminRoute(RED, 'post', 'exceptions/batches/:id/stop', 'selvedge.write', async (request, { desk }) => toBatch(await desk.stopBatch(idOf(request), whoIs(request))));
}

function registerOne(RED: NodeAPI): void {
  adminRoute(RED, 'get', 'exceptions/:id', 'selvedge.read', async (request, { desk }) => {
    const row = await desk.get(idOf(request));
    if (!row) throw new OperationError('PAYLOAD_INVALID', `There is no exception ${idOf(request)}.`);
    return { ...withTitle(row), kept: JSON.parse(row.message) as unknown };
  });
  adminRoute(RED, 'post', 'exceptions/:id/replay', 'selvedge.write', async (request, { desk }) => withTitle(await desk.replay(idOf(request), whoIs(request))));
  adminRoute(RED, 'post', 'exceptions/:id/dismiss', 'selvedge.write', async (request, { desk }) => withTitle(await desk.dismiss(idOf(request), whoIs(request), reasonOf(request))));
  adminRoute(RED, 'post', 'exceptions/:id/assign', 'selvedge.write', async (request, { desk }) => {
    const id = idOf(request);
    await desk.assign([id], personOf(request), whoIs(request));
    const row = await desk.get(id);
    return row ? withTitle(row) : {};
  });
  adminRoute(RED, 'post', 'exceptions/:id/edit', 'selvedge.write', async (request, { desk }) => {
    const why = textOf(request, 'why', 'Say why the message is corrected.');
    return withTitle(await desk.edit(idOf(request), memberOf(request, 'payload'), whoIs(request), why));
  });
}

function withTitle(row: ExceptionRow): object {
  return { ...toExceptionRecord(row), title: titleOf(row.code) };
}

const causeOf = (request: Request): string => textOf(request, 'cause', 'Say which cause: its exceptions have it in common.');
const reasonOf = (request: Request): string => textOf(request, 'reason', 'Say why the exception is dismissed.');

/** A name, or null for nobody; whoever is signed in where none is given. */
function personOf(request: Request): string | null {
  const to = memberOf(request, 'to');
  if (to === null) return null;
  return typeof to === 'string' && to.trim() !== '' ? to.trim() : whoIs(request);
}

/** The exceptions that are named, or the newest of the cause that is; `left`: how many of it are beyond `most`. */
async function chosen(request: Request, store: Store, most: number): Promise<{ readonly ids: readonly number[]; readonly left: number }> {
  const named = idsOf(request);
  if (named) return { ids: named, left: 0 };
  const ids = await store.read.exceptions.idsOf(causeOf(request));
  return { ids: ids.slice(0, most), left: Math.max(0, ids.length - most) };
}
