import type { EffectLedger, Leases } from '../../../../lib/lanes/contract.ts';
import type { Store, StoreTables } from '../../../../lib/store/contract/store.ts';

/** A mistake, put into one part of each worker, that the simulation has to find. */
export interface Mutation {
  readonly store?: (store: Store) => Store;
  readonly ledger?: (ledger: EffectLedger) => EffectLedger;
  readonly leases?: (leases: Leases) => Leases;
}

const inTransactions =
  (change: (tables: StoreTables) => Partial<StoreTables>) =>
  (store: Store): Store => ({ ...store, write: (work, how) => store.write((tables) => work({ ...tables, ...change(tables) }), how) });

export const mutations: Readonly<Record<string, Mutation>> = {
  'a ledger that confirms before it writes': {
    ledger: (ledger) => ({
      ...ledger,
      async begin(claims) {
        const decisions = await ledger.begin(claims);
        await ledger.confirm(claims.filter((_, position) => decisions[position]?.state === 'claimed').map((claim) => ({ ...claim, result: '{}' })));
        return decisions;
      },
    }),
  },
  'a ledger that takes a call without an answer for one that was not made': {
    ledger: (ledger) => ({ ...ledger, markUnknown: (claims) => ledger.abandon(claims) }),
  },
  'a ledger that forgets what it has claimed': {
    ledger: (ledger) => ({
      ...ledger,
      async begin(claims) {
        const decisions = await ledger.begin(claims);
        return decisions.map((decision) => (decision.state === 'unknown' ? { state: 'claimed' as const } : decision));
      },
    }),
  },
  'a lane that does not release the claims of the dead': {
    store: inTransactions(({ lanes }) => ({ lanes: { ...lanes, release: () => Promise.resolve([]) } })),
  },
  'outcomes that are written without asking for the lease': {
    store: inTransactions(({ lanes, leases }) => ({
      lanes: { ...lanes, claimedBy: (ids) => Promise.resolve(new Set(ids)) },
      leases: { ...leases, held: (tokens) => Promise.resolve(tokens) },
    })),
  },
  'a call that leaves without asking for the lease': {
    leases: (leases) => ({ ...leases, check: () => undefined }),
  },
  'an acknowledgement that comes before the commit': {
    store: (store) => ({
      ...store,
      write: (work, how) =>
        new Promise((resolve, reject) => {
          const early = async (tables: StoreTables): Promise<void> => resolve(await work(tables));
          store.write(early, how).catch(reject);
        }),
    }),
  },
  'a retry that leaves its entry claimed by nobody': {
    store: inTransactions(({ lanes }) => ({ lanes: { ...lanes, postpone: () => Promise.resolve() } })),
  },
};
