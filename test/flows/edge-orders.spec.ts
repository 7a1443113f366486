import { strict as assert } from 'node:assert';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { errorTable } from '../../lib/errors/error-table.ts';
import { packageRoot } from '../../lib/package-root.ts';
import { goodDay, type DayReport } from '../../scripts/prove/good-day.ts';
import type { Ended } from '../../scripts/prove/outcomes.ts';
import { readRecordedOrders } from '../../scripts/prove/recorded-orders.ts';

/** What an expert of WooCommerce expects of a case, written beside it and computed without the product. */
interface Expectation {
  readonly outcome: 'sales order' | 'exception' | 'not sent';
  readonly code?: string;
  readonly owner?: string;
  /** Part of the sentence that says why. */
  readonly reason?: string;
  readonly total?: string;
  readonly tax?: string;
  readonly discount?: string;
  readonly rounding?: string;
  readonly roundingTax?: string;
  readonly lines?: readonly string[];
  readonly shipTo?: Readonly<Record<string, string>>;
  readonly location?: string;
  readonly customer?: string;
  readonly terms?: string;
  readonly shipVia?: string;
  readonly orderType?: string;
  readonly customerPo?: string;
}

const file = path.join(packageRoot, 'test', 'fixtures', 'woocommerce', 'edge-orders.json');
const expected = JSON.parse(await readFile(file, 'utf8')) as { readonly name: string; readonly expect: Expectation }[];

describe('orders at the edges, through the flows of harbour-thread', () => {
  let day: DayReport;
  let byName: Map<string, Ended>;
  before(async function () {
    this.timeout(90_000);
    const cases = await readRecordedOrders(file);
    day = await goodDay('harbour-thread', cases, { seed: 1, catalogue: 'client', putRight: false });
    byName = new Map(day.ended.map((one) => [one.name, one]));
  });

  it('are at least thirty-five, each with a name of its own', () => {
    assert.ok(expected.length >= 35);
    assert.equal(new Set(expected.map(({ name }) => name)).size, expected.length);
  });

  it('lose nothing, and every sales order agrees with its order to the penny', () => assert.deepEqual(day.faults, []));

  for (const { name, expect } of expected) {
    it(`${name}: ${expect.total ?? expect.code ?? 'not sent'}`, () => {
      const outcome = byName.get(name)?.outcome;
      assert.equal(outcome?.kind, expect.outcome, JSON.stringify(outcome));
      if (outcome.kind === 'not sent') assert.ok(outcome.reason.includes(expect.reason ?? '?'), outcome.reason);
      if (outcome.kind === 'exception') {
        assert.deepEqual([outcome.code, outcome.owner], [expect.code, expect.owner], outcome.message);
        assert.ok(outcome.code in errorTable);
      }
      if (outcome.kind === 'sales order') assert.deepEqual(seen(outcome.arrived.body, expect), wanted(expect));
    });
  }
});

type Body = Extract<NonNullable<Ended['outcome']>, { kind: 'sales order' }>['arrived']['body'];

/** Of the sales order what the expectation speaks of. */
function seen(body: Body, expect: Expectation): object {
  const rounding = body.charges?.find(({ type }) => type === 'rounding');
  const all: Required<Omit<Expectation, 'outcome' | 'code' | 'owner' | 'reason'>> = {
    total: body.totals.total,
    tax: body.totals.tax ?? '',
    discount: body.totals.discount ?? '',
    rounding: rounding?.amount ?? '',
    roundingTax: rounding?.taxAmount ?? '',
    lines: (body.lines ?? []).map(({ skuCode, qtyOrdered }) => `${skuCode ?? ''} × ${qtyOrdered}`),
    shipTo: Object.fromEntries(Object.entries(body.shipTo ?? {}).filter(([member]) => member in (expect.shipTo ?? {}))),
    location: [...new Set((body.lines ?? []).map((line) => line.location))].join(),
    customer: body.customer ?? '',
    terms: body.terms ?? '',
    shipVia: body.shipVia ?? '',
    orderType: body.orderType ?? '',
    customerPo: body.customerPo ?? '',
  };
  return Object.fromEntries(Object.entries(all).filter(([member]) => member in expect));
}

function wanted(expect: Expectation): object {
  return Object.fromEntries(Object.entries(expect).filter(([member]) => member !== 'outcome'));
}
