import type { Logger } from 'pino';
import type { Leases } from '../lib/lanes/contract.ts';

/**
 * Logs when this worker has lost its leases, which it notices by its own clock or from the database, and when it is back,
 * until the returned function is called.
 */
export function sayWhenLost(leases: Leases, log: Logger): () => Promise<void> {
  const { lease } = leases.worker();
  let lost = false;
  return leases.follow(lease, {
    gained({ fence }) {
      if (lost) log.info({ lease, fence }, 'this worker has a lease again: it takes part from now on');
      lost = false;
    },
    lost() {
      lost = true;
      log.warn({ lease }, 'this worker has lost its leases (it was stopped, too slow, or cut off from the database): it writes nothing more under them, and another worker goes on');
    },
  });
}
