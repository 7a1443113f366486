import assert from 'node:assert/strict';
import type { LeaseToken } from '../../../lib/model/lease-token.ts';
import { createLeases } from '../../../lib/lanes/leases.ts';
import { temporarySqlite } from '../../store/sqlite/temporary-store.ts';
import { fakeClock, quiet } from './fake-clock.ts';

describe('leases on a store that no other process has', () => {
  const sqlite = temporarySqlite();
  afterEach(() => sqlite.discard());

  it('gains all of them at once, with new fences at each start, and never loses them to the time', async () => {
    let previous = 0;
    for (const owner of ['first', 'second']) {
      const [store, clock] = [await sqlite.open(), fakeClock()];
      const leases = createLeases({ store, clock, owner });
      const gained: LeaseToken[] = [];
      leases.follow('account:woo', { gained: (token) => gained.push(token), lost: () => assert.fail('was lost') });
      await leases.start();
      await quiet();
      assert.deepEqual(gained.map(({ fence }) => fence > previous), [true]);
      previous = gained[0]!.fence;
      await clock.advance(3_600_000);
      leases.check(gained[0]!);
      assert.deepEqual(await store.read.leases.inForce(gained), gained);
      // The first ends without a word, as if it had been killed.
    }
  });

  it('rejects its start when the store cannot be written', async () => {
    const store = await sqlite.open();
    await store.close();
    await assert.rejects(createLeases({ store, clock: fakeClock(), owner: 'a' }).start(), { code: 'STORE_UNAVAILABLE' });
  });
});
