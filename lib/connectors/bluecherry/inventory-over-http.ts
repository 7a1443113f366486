import { OperationError } from '../../errors/operation-error.ts';
import type { ConnectorClock } from '../contract.ts';
import type { HttpAccount } from '../http/create-http-account.ts';
import type { BluecherryAccountSettings } from './account-config.ts';
import type { CycleNotReady, FeedOutlook, InventoryCycle, InventorySource } from './inventory-source.ts';
import { newestFirst } from './newest-first.ts';
import { readPages } from './read-pages.ts';
import { remoteFeedOf, toInventoryCycle } from './to-inventory-cycle.ts';
import { toInventoryLine } from './to-inventory-line.ts';

/** Cycles that changed since then are looked at first: a list of years of them is long. */
const recentMs = 2 * 86_400_000;

type Route = { readonly path: string; readonly route: string };

/** The inventory feed of the model: `GET /cycles?feed=`, `GET /inventory?cycleId=`. */
export function createHttpInventory(
  account: HttpAccount,
  routes: { readonly cycles: Route; readonly inventory: Route },
  settings: Pick<BluecherryAccountSettings, 'paging' | 'timeZone'>,
  clock: ConnectorClock,
): InventorySource {
  const look = async (feed: string, modifiedSince: string | undefined, signal: AbortSignal | undefined): Promise<FeedOutlook> => {
    const completed: InventoryCycle[] = [];
    const notReady: CycleNotReady[] = [];
    const query = { feed: remoteFeedOf(feed), ...(modifiedSince === undefined ? {} : { modifiedSince }) };
    for await (const page of readPages(account, { ...routes.cycles, query, priority: 'stock', signal }, settings.paging)) {
      for (const remote of page) {
        const header = toInventoryCycle(remote, feed, settings.timeZone);
        if (header === undefined) continue;
        if ('ready' in header) completed.push(header.ready);
        else notReady.push(header.notReady);
      }
    }
    const sorted = newestFirst(completed);
    return { latest: sorted[0] ?? null, completed: sorted, notReady };
  };

  return {
    async latestCycle(feed, { signal } = {}) {
      const recent = await look(feed, new Date(clock.now() - recentMs).toISOString(), signal);
      return recent.latest ? recent : look(feed, undefined, signal);
    },
    async *readCycle({ cycleId }, { signal } = {}) {
      let pageCycleId = '';
      const call = { ...routes.inventory, query: { cycleId }, priority: 'stock' as const, signal };
      try {
        for await (const page of readPages(account, call, settings.paging, (body) => { pageCycleId = cycleIdOf(body); })) {
          yield page.map((remote) => {
            const { cycleId: lineCycleId, line } = toInventoryLine(remote);
            checkCycle(cycleId, pageCycleId, lineCycleId, line.skuCode);
            return line;
          });
        }
      } catch (error) {
        throw error instanceof OperationError && (error.code === 'BLUECHERRY_CYCLE_EXPIRED' || error.details['status'] === 410) ? expired(cycleId, error) : error;
      }
    },
  };
}

/** In the answer itself or beside its cursor. */
function cycleIdOf(body: unknown): string {
  const { cycleId, page } = body as { cycleId?: unknown; page?: { cycleId?: unknown } | null };
  const stated = cycleId ?? page?.cycleId;
  return typeof stated === 'string' ? stated.trim() : '';
}

/** Pages of two cycles make figures that were never true, so each line must say where it is from, or its page. */
function checkCycle(wanted: string, ofPage: string, ofLine: string, skuCode: string): void {
  const other = [ofPage, ofLine].find((stated) => stated !== '' && stated !== wanted);
  if (other !== undefined) throw new OperationError('BLUECHERRY_CYCLE_EXPIRED', `a page of cycle ${other.slice(0, 60)} came.`);
  if (ofPage !== '' || ofLine !== '') return;
  throw new OperationError('REMOTE_RECORD_INVALID', `BlueCherry's inventory line ${skuCode.slice(0, 60)} does not say which cycle it is from, nor does its page.`, {
    details: { record: skuCode.slice(0, 60), path: '/cycleId' },
  });
}

function expired(cycleId: string, why: OperationError): OperationError {
  return new OperationError('BLUECHERRY_CYCLE_EXPIRED', `Cycle ${cycleId.slice(0, 60)} was superseded while it was being read: ${why.message} Begin again with the newest cycle.`, {
    details: { ...why.details, cycle: cycleId.slice(0, 60) },
  });
}
