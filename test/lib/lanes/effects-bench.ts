import { OperationError } from '../../../lib/errors/operation-error.ts';
import type { EffectClaim, EffectLedger, Leases } from '../../../lib/lanes/contract.ts';
import type { EffectItem } from '../../../lib/lanes/effect-destination.ts';
import { createEffectLedger } from '../../../lib/lanes/effect-ledger.ts';
import { leaseLost } from '../../../lib/lanes/lease-lost.ts';
import { sameLease, type LeaseToken } from '../../../lib/model/lease-token.ts';
import type { Store, StoreTables } from '../../../lib/store/contract/store.ts';
import { createGroupCommit } from '../../../lib/store/group-commit.ts';
import { createLocalSignals } from '../../../lib/store/local-signals.ts';
import { fakeClock, type FakeClock } from './fake-clock.ts';
import { simulatedDatabase } from './simulation/simulated-database.ts';

/** What a process does outside itself goes through this: a test may let it fail, or end the process there. */
export type Crossing = <T>(what: 'store' | 'destination', act: () => Promise<T>) => Promise<T>;

export interface EffectWorker {
  readonly ledger: EffectLedger;
  readonly leases: Pick<Leases, 'check'>;
  /** The lease it holds or last held. */
  holder(): LeaseToken;
  claim(key: string, fingerprint?: string): EffectClaim;
  item(key: string, fingerprint?: string): EffectItem;
  /** The lease is its from now on; whoever had it has stopped to trust it. */
  takeOver(): Promise<void>;
  /** So many of its writes are not made, or made and not answered, from now on. */
  store: { fails: 'no' | 'before' | 'after'; writes: number };
}

export interface EffectsBench {
  readonly clock: FakeClock;
  readonly tables: StoreTables;
  worker(name: string, crossing?: Crossing): EffectWorker;
  /** `key state fence result` of what the ledger holds. */
  rows(...keys: string[]): Promise<readonly string[]>;
  close(): void;
}

export const unreachable = new OperationError('STORE_UNAVAILABLE', 'The database cannot be reached.');
const lease = 'account:erp';
const idOf = (key: string) => ({ destination: 'erp:main', operation: 'create', key, revision: '' });

/** Workers with a ledger each on the real tables, in memory. */
export async function effectsBench(): Promise<EffectsBench> {
  const clock = fakeClock(1_000_000);
  const database = await simulatedDatabase();
  database.reset(() => clock.now());
  const group = createGroupCommit((works) => database.transact(works, true));
  let holders: { readonly token: LeaseToken; readonly owner: string } | undefined;

  return {
    clock,
    tables: database.tables,
    worker(name, crossing = (_, act) => act()) {
      const failing: EffectWorker['store'] = { fails: 'no', writes: 0 };
      const store: Store = {
        shared: true,
        signals: createLocalSignals(),
        read: database.tables,
        write: (work) =>
          crossing('store', async () => {
            failing.writes += 1;
            if (failing.fails === 'before') throw unreachable;
            const result = await group.write(work);
            if (failing.fails === 'after') throw unreachable;
            return result;
          }),
        close: () => Promise.resolve(),
      };
      let own: LeaseToken = { lease, fence: 0 };
      const worker: EffectWorker = {
        ledger: createEffectLedger({ store, clock }),
        store: failing,
        leases: {
          check(holder) {
            if (!holders || holders.owner !== name || !sameLease(holders.token, holder)) throw leaseLost(holder);
          },
        },
        holder: () => own,
        claim: (key, fingerprint = 'f1') => ({ ...idOf(key), fingerprint, holder: own }),
        item: (key, fingerprint) => ({ name: `order ${key}`, claim: worker.claim(key, fingerprint) }),
        async takeOver() {
          holders = undefined;
          const token = await group.write(async ({ leases }) => {
            await leases.expireAll();
            return leases.acquire(lease, name, 1e9);
          });
          if (!token) throw new Error('the lease was not to be had');
          own = token;
          holders = { token, owner: name };
        },
      };
      return worker;
    },
    async rows(...keys) {
      const found = new Map((await database.tables.effects.find(keys.map(idOf))).map((row) => [row.key, row]));
      return keys.map((key) => {
        const row = found.get(key);
        return row ? `${key} ${row.state} ${row.holder.fence} ${row.result ?? '-'}` : `${key} none`;
      });
    },
    close: () => database.close(),
  };
}
