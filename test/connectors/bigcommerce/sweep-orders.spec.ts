import assert from 'node:assert/strict';
import fc from 'fast-check';
import { fromRfc2822, toRfc2822 } from '../../../lib/connectors/bigcommerce/order-date.ts';
import { revisionOf } from '../../../lib/connectors/bigcommerce/revision-of.ts';
import { sweepOrders, type OrderPageReader } from '../../../lib/connectors/bigcommerce/sweep-orders.ts';
import { failureOf } from '../support/failures.ts';
import { madeOrder, plainPlan } from './support/made-order.ts';

interface Row {
  readonly id: number;
  readonly status_id: number;
  readonly date_modified: string;
}
const start = Date.parse('2026-11-20T10:00:00Z');
const row = (id: number, second: number): Row => ({ id, status_id: 11, date_modified: toRfc2822(start + second * 1000) });

/** The list as the store keeps it: asked by time, paged by number. */
const listOf = (rows: () => readonly Row[], pageSize: number, asked: string[] = []): OrderPageReader => ({ from, page }) => {
  asked.push(`${from.slice(17, 25)} ${page}`);
  const after = rows().filter(({ date_modified: at }) => Date.parse(at) >= Date.parse(from)).toSorted((a, b) => Date.parse(a.date_modified) - Date.parse(b.date_modified) || a.id - b.id);
  return Promise.resolve(after.slice((page - 1) * pageSize, page * pageSize));
};
const read = async (reader: OrderPageReader, pageSize: number): Promise<number[]> => {
  const ids: number[] = [];
  for await (const page of sweepOrders(reader, '2026-11-20T10:00:00.400Z', pageSize)) ids.push(...page.map((order) => (order as Row).id));
  return ids;
};

describe('orders of BigCommerce are swept', () => {
  it('from one second before, in one call when they fit a page', async () => {
    const asked: string[] = [];
    assert.deepEqual(await read(listOf(() => [row(2, 5), row(1, 0)], 3, asked), 3), [1, 2]);
    assert.deepEqual(asked, ['09:59:59 1']);
  });

  it('all of them when orders change while they are read', async () => {
    const rows = new Map(Array.from({ length: 40 }, (_, id) => [id + 1, row(id + 1, id)]));
    let reads = 0;
    const reader = listOf(() => [...rows.values()], 7);
    const ids = await read((position) => {
      reads += 1;
      if (reads <= 6) rows.set(reads * 3, row(reads * 3, 60 + reads));
      return reader(position);
    }, 7);
    assert.deepEqual([...new Set(ids)].toSorted((a, b) => a - b), [...rows.keys()]);
    assert.ok(ids.length <= 46, `${ids.length} orders read`);
  });

  it('all of them when more than a page share one second', async () => {
    const rows = [...Array.from({ length: 23 }, (_, id) => row(id + 1, 9)), row(99, 30)];
    assert.deepEqual((await read(listOf(() => rows, 5), 5)).toSorted((a, b) => a - b), rows.map(({ id }) => id));
  });

  it('on after a page of a round size that is short: a store may give no larger ones', async () => {
    const rows = Array.from({ length: 130 }, (_, id) => row(id + 1, id));
    assert.equal((await read(listOf(() => rows, 50), 250)).length, 130);
  });

  it('none lost, however they change meanwhile, and whether or not the list includes the second it is asked from', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.integer({ min: 0, max: 12 }), { minLength: 1, maxLength: 40 }),
        fc.array(fc.tuple(fc.nat(60), fc.integer({ min: 1, max: 3 })), { maxLength: 12 }),
        fc.integer({ min: 2, max: 7 }),
        fc.boolean(),
        async (times, changes, pageSize, inclusive) => {
          const rows = times.map((second, index) => row(index + 1, second));
          let latest = 20;
          let reads = 0;
          const reader = listOf(() => rows, pageSize);
          const ids = await read(async ({ from, page }) => {
            const orders = await reader({ from: inclusive ? from : toRfc2822(Date.parse(from) + 1000), page });
            const [first, count] = changes[(reads += 1) - 1] ?? [0, 0];
            for (let n = 0; n < count; n += 1) {
              const at = (first + n) % rows.length;
              rows[at] = row(at + 1, (latest += n));
            }
            return orders;
          }, pageSize);
          assert.deepEqual([...new Set(ids)].toSorted((a, b) => a - b), rows.map(({ id }) => id));
        },
      ),
      { numRuns: 500 },
    );
  });

  it('each change once', async () => {
    const reader = listOf(() => [row(1, 1)], 5);
    const twice: OrderPageReader = async (position) => [...(await reader(position)), ...(await reader(position))];
    assert.deepEqual(await read(twice, 5), [1]);
  });

  it('never for ever', async () => {
    assert.equal((await failureOf(read(() => Promise.resolve([row(1, 1), row(2, 1)]), 2))).code, 'PAGE_NOT_ADVANCING');
    let id = 0;
    assert.equal((await failureOf(read(({ page }) => Promise.resolve(page < 3 ? [row((id += 1), 0), row((id += 1), 0)] : []), 2))).code, 'PAGE_NOT_ADVANCING');
  });

  it('not past a page that holds no orders', async () => {
    assert.equal((await failureOf(read(() => Promise.resolve([{ resource: 'x' }]), 5))).code, 'REMOTE_ANSWER_INVALID');
  });
});

describe('dates of orders v2', () => {
  it('are read and written to the second', () => {
    assert.equal(fromRfc2822('Tue, 05 Mar 2019 21:40:11 +0000'), '2019-03-05T21:40:11Z');
    assert.equal(fromRfc2822('Tue, 05 Mar 2019 21:40:11 -0500'), '2019-03-06T02:40:11Z');
    assert.equal(toRfc2822(Date.parse('2019-03-05T21:40:11.900Z')), 'Tue, 05 Mar 2019 21:40:11 +0000');
    for (const none of ['', null, 'yesterday', 5, 'Tue, 99 Mar 2019 21:40:11 +0000']) assert.equal(fromRfc2822(none), undefined);
  });
});

describe('the revision of a BigCommerce order', () => {
  const order = madeOrder(plainPlan);
  it('names the order, its status by id and its change', () => {
    const { id, readable, revision, status, modifiedAt } = revisionOf(order);
    assert.deepEqual([id, readable, status, modifiedAt], ['218', true, '11', '2019-03-11T15:17:25Z']);
    assert.match(revision, /^2019-03-11T15:17:25Z~[\w-]{12}$/);
  });

  it('is the same for what is no change: links, renamed statuses, order of members, what completing added', () => {
    const same = { ...Object.fromEntries(Object.entries(order).reverse()), status: 'Ready', custom_status: 'Ready', products: [], taxes: [{ rate: 1 }], refunds: [], coupons: [] };
    assert.equal(revisionOf(same).revision, revisionOf(order).revision);
  });

  it('differs for another line, address, status or figure within the same second', () => {
    const changed = structuredClone(order);
    changed.consignments.shipping[0]!.line_items[0]!['quantity'] = 3;
    for (const other of [changed, { ...order, status_id: 5 }, { ...order, refunded_amount: '1.0000' }]) assert.notEqual(revisionOf(other).revision, revisionOf(order).revision);
  });

  it('parks a record without an id under its hash', () => {
    for (const broken of [null, 'x', {}, { id: 'abc' }, { id: 0 }]) assert.match(revisionOf(broken).id, /^unreadable-/);
  });
});
