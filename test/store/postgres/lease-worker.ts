import { createInterface } from 'node:readline';
import { OperationError } from '../../../lib/errors/operation-error.ts';
import { createLeases } from '../../../lib/lanes/leases.ts';
import { systemClock } from '../../../lib/lanes/system-clock.ts';
import { openPostgresStore } from '../../../lib/store/postgres/open-postgres-store.ts';

/**
 * Run by leases-of-workers.spec.ts in a process of its own: strives for one lease and says `gained <fence>` and `lost`. Told
 * `work`, it says what `check` answers and then, whatever that was, what becomes of a write under the lease.
 */
const [url = '', schema = '', owner = '', lease = ''] = process.argv.slice(2);
const store = await openPostgresStore({ url, schema });
const leases = createLeases({ store, clock: systemClock, owner });
const say = (line: string): void => void process.stdout.write(`${line}\n`);
let fence = 0;

const work = async (): Promise<void> => {
  const holder = { lease, fence };
  try {
    leases.check(holder);
    say('checked');
  } catch (error) {
    say(`checked ${error instanceof OperationError ? error.code : String(error)}`);
  }
  const written = await store.write(async (tables) => {
    const [held] = await tables.leases.held([holder]);
    if (held) await tables.cursors.set('feed', owner, fence);
    return held !== undefined;
  });
  say(written ? 'written' : 'refused');
};

createInterface({ input: process.stdin })
  .on('line', () => void work())
  .on('close', () => process.exit());
leases.follow(lease, {
  gained(token) {
    fence = token.fence;
    say(`gained ${fence}`);
  },
  lost: () => say('lost'),
});
await leases.start();
say('started');
