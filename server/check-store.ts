import type { Clock } from '../lib/lanes/contract.ts';
import type { Store } from '../lib/store/contract/store.ts';
import type { HealthCheck } from './health-routes.ts';

/** A full disk or a lost volume shows only when something is written. */
export async function checkStore(store: Store, clock: Clock, engine: string): Promise<HealthCheck> {
  try {
    const now = clock.now();
    await store.write((tables) => tables.cursors.set('selvedge:health', new Date(now).toISOString(), now));
    return { name: 'store', ok: true, says: `the store (${engine}) takes writes` };
  } catch (error) {
    return { name: 'store', ok: false, says: `the store (${engine}) takes no writes (${error instanceof Error ? error.message : String(error)})` };
  }
}
