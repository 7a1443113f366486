import { leaseLost } from '../../lib/lanes/lease-lost.ts';
import type { LeaseToken } from '../../lib/model/lease-token.ts';
import type { Store, StoreTables } from '../../lib/store/contract/store.ts';

/**
 * A write that only the holder of a lease may make; without a holder (what a person sends) anybody may.
 * @throws LEASE_LOST when another worker has taken over; nothing is written then
 */
export function writeHeld<T>(store: Store, holder: LeaseToken | undefined, work: (tables: StoreTables) => Promise<T>): Promise<T> {
  return store.write(async (tables) => {
    if (holder && (await tables.leases.held([holder])).length === 0) throw leaseLost(holder);
    return work(tables);
  });
}
