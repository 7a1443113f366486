import type { LeaseToken } from '../../../lib/model/lease-token.ts';
import type { StockLevelPage } from '../../../lib/model/stock.ts';
import type { BackInStockPolicy } from '../../../lib/operations/stock/back-in-stock.ts';
import type { Store, StoreTables } from '../../../lib/store/contract/store.ts';
import { writeHeld } from '../../runtime/write-held.ts';
import { isWaiting, observeLevel, type KeptSku, type Return } from './observe-level.ts';

/** What a gate keeps of its SKUs: in the store, and of those that wait also in memory. */
export interface ReturnBook {
  /** Takes what waits from the store, as the gate that had the lease before left it. */
  load(): Promise<void>;
  /**
   * Keeps what a page shows, in one transaction; nothing is written where nothing changes but units.
   * @param dryRun keeps nothing
   * @returns how many SKUs of the page wait, or would wait
   * @throws LEASE_LOST
   */
  observe(page: StockLevelPage, how: { readonly holder: LeaseToken | undefined; readonly dryRun: boolean }): Promise<number>;
  /** Returns that become due by waiting. */
  waiting(): ReadonlyMap<string, Return>;
  /** The time of these begins anew, each at its own; one that has changed meanwhile stays as it is. @throws LEASE_LOST */
  beginAnew(begun: readonly { readonly open: Return; readonly since: number }[], holder: LeaseToken): Promise<void>;
  /** These have been told; one that was out again meanwhile is to be told anew. @throws LEASE_LOST */
  told(returns: readonly Return[], holder: LeaseToken): Promise<void>;
  /** The return of a SKU that was told last, while it is in stock as far as anybody was told; null: none. */
  lastTold(key: string): Promise<number | null>;
}

export interface ReturnBookParts {
  readonly store: Store;
  readonly now: () => number;
  /** Of the gate: `back-in-stock:<node id>`. */
  readonly name: string;
  readonly policy: BackInStockPolicy;
}

const rowsPerPage = 1000;

export const keyOf = ({ skuCode, channel }: { readonly skuCode: string; readonly channel: string }): string => `${skuCode}@${channel}`;

type Changes = readonly (readonly [key: string, before: KeptSku | null, after: KeptSku])[];

export function openReturnBook({ store, now, name, policy }: ReturnBookParts): ReturnBook {
  // Returns have a list of their own, so that what waits is found without reading every SKU.
  const returns = `${name}:returns`;
  const waiting = new Map<string, Return>();
  const newestPage = new Map<string, number>();
  let last: Promise<unknown> = Promise.resolve();
  const inTurn = <T>(work: () => Promise<T>): Promise<T> => {
    const done = last.then(work, work);
    last = done;
    return done;
  };
  const read = async (tables: Pick<StoreTables, 'snapshots'>, keys: readonly string[]): Promise<Map<string, KeptSku>> => {
    const [phases, open] = await Promise.all([tables.snapshots.get(name, keys), tables.snapshots.get(returns, keys)]);
    return new Map([...phases].map(([key, text]) => [key, { ...(JSON.parse(text) as Omit<KeptSku, 'return'>), return: readReturn(open.get(key)) }]));
  };
  const write = (changes: Changes, holder: LeaseToken | undefined): Promise<void> =>
    writeHeld(store, holder, async ({ snapshots }) => {
      const phases = changes.filter(([, before, after]) => before?.phase !== after.phase);
      await snapshots.put(name, phases.map(([key, , { phase, told }]) => ({ key, hash: JSON.stringify({ phase, told }) })), now());
      await snapshots.put(returns, changes.flatMap(([key, , { return: open }]) => (open ? [{ key, hash: JSON.stringify(open) }] : [])), now());
      await snapshots.forget(returns, changes.flatMap(([key, before, after]) => (before?.return && !after.return ? [key] : [])));
    });
  const remember = (key: string, open: Return | null): void => {
    if (isWaiting(open)) waiting.set(key, open);
    else waiting.delete(key);
  };
  const change = async (returned: readonly Return[], holder: LeaseToken, to: (before: KeptSku, open: Return, n: number) => KeptSku | null): Promise<void> => {
    const kept = await read(store.read, returned.map(keyOf));
    const changes = returned.flatMap((one, n): Changes => {
      const before = kept.get(keyOf(one));
      if (before?.return?.returned !== one.returned) return [];
      const after = to(before, before.return, n);
      return after ? [[keyOf(one), before, after]] : [];
    });
    if (changes.length > 0) await write(changes, holder);
    for (const [key, , after] of changes) remember(key, after.return);
  };

  return {
    load: () =>
      inTurn(async () => {
        waiting.clear();
        for (let after: string | null = null; ; ) {
          const rows = await store.read.snapshots.list(returns, after, rowsPerPage);
          for (const { key, hash } of rows) remember(key, readReturn(hash));
          after = rows.at(-1)?.key ?? null;
          if (rows.length < rowsPerPage) return;
        }
      }),
    observe: ({ cycle: { feed }, calculatedAt, levels }, { holder, dryRun }) =>
      inTurn(async () => {
        const at = Date.parse(calculatedAt);
        const current = levels.filter(({ channel }) => at >= (newestPage.get(`${feed}|${channel}`) ?? 0));
        const seen = new Map(current.map((level) => [keyOf(level), level]));
        const kept = await read(store.read, [...seen.keys()]);
        const observed = [...seen].flatMap(([key, level]): Changes => {
          const before = kept.get(key) ?? null;
          const after = observeLevel(before, { feed, at, level }, policy);
          return after ? [[key, before, after]] : [];
        });
        const waits = observed.filter(([, , after]) => isWaiting(after.return)).length;
        if (dryRun) return waits;
        const changes = observed.filter(([, before, after]) => differs(before, after));
        if (changes.length > 0) await write(changes, holder);
        for (const [key, , after] of observed) remember(key, after.return);
        for (const { channel } of current) newestPage.set(`${feed}|${channel}`, at);
        return waits;
      }),
    waiting: () => waiting,
    beginAnew: (begun, holder) =>
      inTurn(() =>
        change(begun.map(({ open }) => open), holder, (before, open, n) => {
          const asked = begun[n];
          return asked?.open.since === open.since && asked.open.staleAt === open.staleAt ? { ...before, return: { ...asked.open, since: asked.since, staleAt: null } } : null;
        }),
      ),
    told: (returned, holder) => inTurn(() => change(returned, holder, (_, { returned: told }) => ({ phase: 'told', told, return: null }))),
    async lastTold(key) {
      const kept = (await read(store.read, [key])).get(key);
      return kept?.phase === 'told' ? (kept.told ?? null) : null;
    },
  };
}

const readReturn = (text: string | undefined): Return | null => (text === undefined ? null : (JSON.parse(text) as Return));

/** Units and cycles alone are no reason to write. */
function differs(before: KeptSku | null, { phase, return: open }: KeptSku): boolean {
  if (!before || before.phase !== phase || !before.return !== !open) return true;
  return before.return?.since !== open?.since || before.return?.staleAt !== open?.staleAt;
}
