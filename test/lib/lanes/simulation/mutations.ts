import type { EffectLedger, Leases } from '../../../../lib/lanes/contract.ts';
import type { Store, StoreTables } from '../../../../lib/store/contract/store.ts';
import type { Schedule } from './schedule.ts';

/** A mistake, put into one part of each worker, that the simulation has to find. */
export interface Mutation {
  readonly store?: (store: Store) => Store;
  readonly ledger?: (ledger: EffectLedger) => EffectLedger;
  readonly leases?: (leases: Leases) => Leases;
  /** The schedule that shows it, where chance rarely finds one. */
  readonly example?: Schedule;
}

const inTransactions =
  (change: (tables: StoreTables) => Partial<StoreTables>) =>
  (store: Store): Store => ({ ...store, write: (work, how) => store.write((tables) => work({ ...tables, ...change(tables) }), how) });

/** An older revision that arrives after a newer one was settled is kept as if the newer one had never been there. */
const forgetful = ({ lanes }: StoreTables): StoreTables['lanes'] => ({ ...lanes, admit: (entries) => lanes.admit(entries.map((entry) => ({ ...entry, again: true }))) });

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
  'a lane that forgets what it has settled': {
    store: inTransactions((tables) => ({ lanes: forgetful(tables) })),
  },
  // What a worker does after its lease is lost, the memory of the lane makes good as well: both have to be missing.
  'outcomes that are written without asking for the lease, in a lane that forgets': {
    example: {
      ...{ seed: 2147483621, order: 'strict', workers: 2, recognises: false },
      steps: [
        { do: 'behave', next: [{ kind: 'lost-before' }] },
        { do: 'change', keys: [2] },
        { do: 'change', keys: [0, 1] },
        { do: 'arm', worker: 1, fault: { at: 'write', what: 'stop-before', after: 0, ms: 20_000 } },
        { do: 'arm', worker: 0, fault: { at: 'write', what: 'stop-after', after: 0, ms: 20_000 } },
        { do: 'change', keys: [0, 1, 1] },
        { do: 'wait', ms: 9000 },
        { do: 'wait', ms: 2500 },
        { do: 'behave', next: [{ kind: 'rate-limit' }, { kind: 'lost-after' }, { kind: 'refuse' }, { kind: 'ok' }, { kind: 'rate-limit' }, { kind: 'refuse' }] },
        { do: 'wait', ms: 2500 },
        { do: 'arm', worker: 0, fault: { at: 'write', what: 'stop-after', after: 1, ms: 20_000 } },
        { do: 'change', keys: [1, 0] },
      ],
    },
    store: inTransactions((tables) => ({
      lanes: { ...forgetful(tables), claimedBy: (ids) => Promise.resolve(new Set(ids)) },
      leases: { ...tables.leases, held: (tokens) => Promise.resolve(tokens) },
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
