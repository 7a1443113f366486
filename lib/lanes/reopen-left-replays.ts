import { sameLease } from '../model/lease-token.ts';
import type { Store } from '../store/contract/store.ts';
import type { Clock } from './contract.ts';

/**
 * What a worker was fetching again when it ended waits for a person again, or for its turn in a replay of many. What a
 * lane holds goes on by itself. Says how many.
 */
export async function reopenLeftReplays(store: Store, clock: Clock): Promise<number> {
  const workers = await store.read.exceptions.replayers();
  if (workers.length === 0) return 0;
  const alive = await store.read.leases.inForce(workers);
  let reopened = 0;
  for (const worker of workers) {
    if (alive.some((token) => sameLease(token, worker))) continue;
    reopened += await store.write(({ exceptions }) => exceptions.reopenAllOf(worker, clock.now()));
  }
  return reopened;
}
