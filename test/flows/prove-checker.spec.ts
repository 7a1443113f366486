import { strict as assert } from 'node:assert';
import type { ImportEntry } from '../../sandbox/bluecherry/order-book.ts';
import { nameWrites } from '../../scripts/prove/crash/name-write.ts';
import { judgeDay, type DayRecord } from '../../scripts/prove/lanes/judge-day.ts';
import type { SoldOrder } from '../../scripts/prove/lanes/sold-orders.ts';
import type { ArrivedOrder } from '../../scripts/prove/check-sales-orders.ts';
import type { RecordedOrder } from '../../scripts/prove/recorded-orders.ts';
import { planDay } from '../../scripts/prove/random/plan-day.ts';

const shown = (address2: string): RecordedOrder => ({ id: 53, status: 'processing', currency: 'GBP', total: '12.00', total_tax: '2.00', line_items: [{ id: 1, sku: 'A', quantity: 1, total: '10.00' }], shipping: { address_2: address2 } });
const sold = (...addresses: string[]): SoldOrder => ({ key: 'HT-53', id: 53, kind: 'plain', revisions: addresses.map((address2, index) => ({ revision: index + 1, order: shown(address2) })) });
const body = (revision: number, address2: string, externalRef = 'HT-53'): ArrivedOrder['body'] => ({
  externalRef,
  note: `revision ${revision}`,
  shipTo: { address2 },
  lines: [{ lineNo: 1, skuCode: 'A', qtyOrdered: 1, price: '10.0000', amount: '10.00', taxAmount: '2.00' }],
  totals: { total: '12.00', tax: '2.00' },
});
const arrived = (revision: number, address2: string, externalRef = 'HT-53'): ArrivedOrder => ({ ordNum: '1', externalRef, body: body(revision, address2, externalRef), receivedAt: 1, committedAt: 1, duplicatesRefused: 0 });
const imported = (...revisions: number[]): ImportEntry[] => revisions.map((revision) => ({ at: 1, externalRef: 'HT-53', result: 'accepted', ordNum: '1', body: body(revision, '') }));
const judged = (record: Partial<DayRecord>) => {
  const { faults, ...counts } = judgeDay({ sold: [], salesOrders: [], imports: [], exceptions: [], ...record });
  return { ...counts, faults: faults.map(({ sentence }) => sentence) };
};
const changed = { key: 'HT-53', code: 'ORDER_CHANGED_AFTER_IMPORT' };

describe('the checker of the lanes proof', () => {
  it('finds nothing where each order arrived once', () => {
    const verdict = judged({ sold: [sold('', '')], salesOrders: [arrived(1, '')], imports: imported(1) });
    assert.deepEqual(verdict, { salesOrders: 1, exceptions: 0, changedAfterwards: 0, lost: 0, repeated: 0, outOfOrder: 0, faults: [] });
  });

  it('tells an order that is nowhere', () => {
    assert.deepEqual(judged({ sold: [sold('')] }), { salesOrders: 0, exceptions: 0, changedAfterwards: 0, lost: 1, repeated: 0, outOfOrder: 0, faults: ['lost, no sales order and no exception'] });
  });

  it('tells an order that arrived twice', () => {
    const { repeated, faults } = judged({ sold: [sold('')], salesOrders: [arrived(1, ''), arrived(1, '')], imports: imported(1, 1) });
    assert.deepEqual([repeated, faults.length], [1, 1]);
  });

  it('tells an older revision after a newer one', () => {
    const { outOfOrder, faults } = judged({ sold: [sold('', '')], salesOrders: [arrived(2, '')], imports: imported(2, 1) });
    assert.deepEqual([outOfOrder, faults], [1, ['out of order, revisions 2, 1 arrived']]);
  });

  it('tells a change that reached neither BlueCherry nor a person, and counts one that a person knows of', () => {
    const record = { sold: [sold('', 'Unit 2')], salesOrders: [arrived(1, '')], imports: imported(1) };
    assert.equal(judged(record).lost, 1);
    assert.deepEqual(judged({ ...record, exceptions: [changed] }), { salesOrders: 1, exceptions: 0, changedAfterwards: 1, lost: 0, repeated: 0, outOfOrder: 0, faults: [] });
  });

  it('tells an exception without need, content of another revision, and an order that nobody sold', () => {
    const record = { sold: [sold('')], salesOrders: [arrived(1, '')], imports: imported(1) };
    assert.deepEqual(judged({ ...record, exceptions: [changed] }).faults, ['arrived as it is in the shop, and yet exception ORDER_CHANGED_AFTER_IMPORT']);
    assert.deepEqual(judged({ ...record, salesOrders: [arrived(1, 'Unit 9')] }).faults, ['goes to "Unit 9" instead of ""']);
    assert.deepEqual(judged({ ...record, salesOrders: [arrived(1, ''), arrived(1, '', 'HT-99')] }).faults, ['a sales order that nobody sold']);
  });
});

describe('the schedule of the lanes proof', () => {
  const options = { seed: 11, workers: 3, kills: 60, orders: 200 };

  it('is the same for the same seed and another for another one', () => {
    assert.deepEqual(planDay(options), planDay(options));
    assert.notDeepEqual(planDay(options), planDay({ ...options, seed: 12 }));
  });

  it('hits a running worker every second, stops one at a time for longer than a lease, and sells everything', () => {
    const plan = planDay(options);
    const hits = plan.filter((event) => event.do === 'kill' || event.do === 'stop');
    assert.deepEqual(hits.map(({ atMs }) => atMs), hits.map((_, index) => (index + 1) * 1000));
    assert.equal(plan.filter((event) => event.do === 'kill').length, 60);
    assert.equal(plan.filter((event) => event.do === 'sell').length, 200);
    let frozen = { worker: -1, untilMs: 0 };
    for (const hit of hits) {
      assert.ok(hit.worker !== frozen.worker || hit.atMs >= frozen.untilMs, `worker ${hit.worker} is hit at ${hit.atMs} ms while it is stopped`);
      if (hit.do !== 'stop') continue;
      assert.ok(hit.atMs >= frozen.untilMs && hit.forMs > 6000);
      frozen = { worker: hit.worker, untilMs: hit.atMs + hit.forMs };
    }
  });
});

describe('the watch over what a process writes', () => {
  it('names a write by its table and by the state that it brings about', () => {
    assert.deepEqual(nameWrites('insert into "lane_entry" ("lane") values (?)', ['erp']), ['journal']);
    assert.deepEqual(nameWrites('update "lane_entry" set "lease" = ?, "state" = ? where "id" in (?)', ['l', 'claimed', 1]), ['claim']);
    assert.deepEqual(nameWrites('update "lane_entry" set "lease" = $1, "state" = $2 where "id" in ($3)', ['l', 'settled', 1]), ['settle']);
    const found = 'with "taken" as materialized (select "id" from "lane_entry" where "state" = \'waiting\' and "lane" = ?)';
    assert.deepEqual(nameWrites(`${found} update "lane_entry" set "state" = 'claimed', "lease" = ? where "id" in (select "id" from "taken")`, ['erp', 'l']), ['claim']);
    assert.deepEqual(nameWrites(`${found} update "lane_entry" set "lease" = ?, "state" = ? where "id" in (select "id" from "taken")`, ['erp', 'l', 'parked']), ['park']);
    assert.deepEqual(nameWrites(`update "effect" set "state" = 'confirmed', "result" = ?`, ['{}']), ['effect confirmed']);
    assert.deepEqual(nameWrites('insert into "cursor" ("feed") values (?) on conflict ("feed") do update set "position" = ?', ['shop:orders', 'x']), ['cursor']);
    assert.deepEqual(nameWrites('delete from "effect" where "key" = ?', ['HT-53']), ['effect abandoned']);
    assert.deepEqual(nameWrites('create table if not exists "lane_entry" ("id" integer)', []), ['schema']);
  });

  it('takes no read and no look at the disk for one', () => {
    assert.deepEqual(nameWrites('select "id" from "lane_entry" where "state" = ? for update skip locked', ['waiting']), []);
    assert.deepEqual(nameWrites('update "lane_entry" set "head" = ? where "id" in (?)', [1, 2]), []);
    assert.deepEqual(nameWrites('insert into "cursor" ("feed") values (?)', ['selvedge:health']), []);
  });
});
