import assert from 'node:assert/strict';
import type { LeaseToken } from '../../../lib/model/lease-token.ts';
import type { LeaseTable } from '../../../lib/store/contract/lease-table.ts';
import type { Store } from '../../../lib/store/contract/store.ts';
import type { StoreUnderTest } from './store-under-test.ts';

/** Far longer than a test takes, and over before it begins. */
const [long, over] = [60_000, -1];

export function leaseTableContract(under: StoreUnderTest): void {
  describe(`lease table on ${under.engine}`, () => {
    let store: Store;
    beforeEach(async () => (store = await under.open()));
    afterEach(() => under.discard());

    const leases = <T>(work: (table: LeaseTable) => Promise<T>): Promise<T> => store.write((tables) => work(tables.leases));
    const acquire = (owner: string, ttlMs = long, lease = 'account:woo'): Promise<LeaseToken | null> => leases((table) => table.acquire(lease, owner, ttlMs));
    const taken = async (owner: string, ttlMs = long, lease = 'account:woo'): Promise<LeaseToken> => (await acquire(owner, ttlMs, lease)) ?? assert.fail('was not given');
    const deadline = async (lease = 'account:woo'): Promise<number> => (await store.read.leases.list()).find((row) => row.lease === lease)?.expiresAt ?? assert.fail('is not listed');

    it('gives a lease to one worker at a time, whoever asks at the same moment', async () => {
      const answers = await Promise.all(['a', 'b', 'c'].map((owner) => acquire(owner)));
      assert.deepEqual(answers.filter((token) => token !== null), [{ lease: 'account:woo', fence: 1 }]);
      assert.equal(await acquire('d'), null);
      assert.deepEqual((await store.read.leases.list()).map(({ lease, fence, inForce }) => [lease, fence, inForce]), [['account:woo', 1, true]]);
    });

    it('tells leases apart', async () => {
      await taken('a');
      assert.deepEqual(await acquire('b', long, 'account:erp'), { lease: 'account:erp', fence: 1 });
    });

    it('lets its owner keep the fence while the lease is in force, and moves the deadline', async () => {
      await taken('a', 1000);
      const before = await deadline();
      assert.deepEqual(await acquire('a', long), { lease: 'account:woo', fence: 1 });
      assert.ok((await deadline()) > before + 50_000);
    });

    it('raises the fence at every new tenure: after another worker, after a release, and after its own time was over', async () => {
      await taken('a', over);
      assert.equal((await acquire('b'))?.fence, 2);
      await leases((table) => table.release([{ lease: 'account:woo', fence: 2 }]));
      assert.equal((await acquire('b', over))?.fence, 3);
      assert.equal((await acquire('b'))?.fence, 4);
      assert.equal((await acquire('b'))?.fence, 4);
    });

    it('measures deadlines by the clock of the database', async () => {
      const before = Date.now();
      await taken('a', long);
      const left = (await deadline()) - before - long;
      assert.ok(left > -2000 && left < 10_000, `${left} ms off`);
    });

    it('renews what nobody has taken over, also past its deadline, and says which', async () => {
      const [woo, erp, mail] = [await taken('a', over), await taken('a', over, 'account:erp'), await taken('a', long, 'account:mail')];
      await taken('b', long, 'account:erp');
      assert.deepEqual(await leases((table) => table.renew([woo, erp, mail, { lease: 'account:none', fence: 1 }], long)), [woo, mail]);
      assert.deepEqual(await store.read.leases.inForce([woo, erp, mail]), [woo, mail]);
    });

    it('does not bring back by a late renewal what was let go', async () => {
      const token = await taken('a');
      await leases((table) => table.release([token]));
      assert.deepEqual(await leases((table) => table.renew([token], long)), []);
      assert.equal((await acquire('b'))?.fence, 2);
    });

    it('releases nothing under an older fence', async () => {
      const former = await taken('a', over);
      const token = await taken('b');
      await leases((table) => table.release([former]));
      assert.deepEqual(await store.read.leases.inForce([token]), [token]);
    });

    it('holds a lease for its holder until another has it, and calls it in force until its deadline', async () => {
      const [former, other] = [await taken('a', over), await taken('a', long, 'account:erp')];
      const [held, inForce] = await leases((table) => Promise.all([table.held([former, other]), table.inForce([former, other])]));
      assert.deepEqual([held, inForce], [[former, other], [other]]);
      const token = await taken('b');
      assert.deepEqual(await leases((table) => table.held([former, token])), [token]);
      assert.deepEqual(await store.read.leases.held([former, token]), [token]);
      assert.deepEqual(await leases((table) => table.held([])), []);
    });

    it('answers for more leases than one statement takes', async () => {
      const tokens = await leases(async (table) => {
        const all: LeaseToken[] = [];
        for (let n = 0; n < 230; n += 1) all.push((await table.acquire(`account:${String(n).padStart(3, '0')}`, 'a', long)) ?? assert.fail('was not given'));
        return all;
      });
      assert.equal((await leases((table) => table.renew(tokens, long))).length, 230);
      assert.equal((await leases((table) => table.held(tokens))).length, 230);
      await leases((table) => table.release(tokens));
      assert.deepEqual(await store.read.leases.inForce(tokens), []);
    });

    it('ends all deadlines at once, so that whoever comes next has new fences', async () => {
      const token = await taken('a');
      await leases((table) => table.expireAll());
      assert.deepEqual(await leases((table) => table.renew([token], long)), []);
      assert.equal((await acquire('b'))?.fence, 2);
    });

    it('removes the rows of dead workers only, and those whose time was over lately not yet', async () => {
      await taken('a', long, 'worker:a');
      await taken('b', -5000, 'worker:b');
      await taken('c', -60_000, 'worker:c');
      const released = await taken('d', long, 'worker:d');
      await leases((table) => table.release([released]));
      await taken('c', -60_000, 'account:woo');
      assert.equal(await leases((table) => table.prune('worker:', 30_000)), 2);
      assert.deepEqual((await store.read.leases.list()).map(({ lease }) => lease), ['account:woo', 'worker:a', 'worker:b']);
    });

    it('keeps what is written beside the groups, and takes it back when it fails', async () => {
      const beside = { beside: true };
      const token = await store.write((tables) => tables.leases.acquire('account:woo', 'a', long), beside);
      const failing = store.write(async (tables) => {
        await tables.leases.release(token ? [token] : []);
        throw new Error('second thoughts');
      }, beside);
      await assert.rejects(failing, /second thoughts/);
      assert.equal(await acquire('b'), null);
      await store.close();
      await assert.rejects(store.write((tables) => tables.leases.list(), beside), { code: 'STORE_UNAVAILABLE' });
    });
  });
}
