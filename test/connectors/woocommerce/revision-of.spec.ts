import assert from 'node:assert/strict';
import fc from 'fast-check';
import { revisionOf } from '../../../lib/connectors/woocommerce/revision-of.ts';
import { coreStatusMap } from '../../../lib/connectors/woocommerce/status-map.ts';
import { toSalesOrder } from '../../../lib/connectors/woocommerce/to-sales-order.ts';
import { recordedOrder, recordedOrders } from '../support/recorded.ts';

const revision = (raw: unknown): string => revisionOf(raw).revision;

/** The same value with members of every object in another order. */
function reversed(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(reversed);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).reverse().map(([name, member]) => [name, reversed(member)]));
}

describe('the revision of a WooCommerce order', () => {
  it('begins with the time of change in UTC and tells id and status', () => {
    assert.match(revision(recordedOrder(53)), /^2026-11-20T23:43:13Z~[\w-]{12}$/);
    const { id, status, modifiedAt } = revisionOf(recordedOrder(66));
    assert.deepEqual([id, status, modifiedAt], ['66', 'on-hold', `${String(recordedOrder(66)['date_modified_gmt'])}Z`]);
  });

  it('is the same whatever the order of members', () => {
    for (const raw of recordedOrders()) assert.equal(revision(reversed(raw)), revision(raw));
  });

  it('is not changed by what is derived for the reader', () => {
    const order = recordedOrder(53);
    const noisy = { ...order, _links: {}, payment_url: 'x', is_editable: true, needs_payment: true, needs_processing: false, currency_symbol: '?', date_modified: '2027-01-01T00:00:00' };
    assert.equal(revision(noisy), revision(order));
  });

  it('changes with every amount, quantity, SKU, address member and status, within one second', () => {
    const order = recordedOrder(67);
    const [line] = order.line_items;
    const changed = [
      { ...order, status: 'completed' },
      { ...order, total: '213.31' },
      { ...order, billing: { ...(order['billing'] as object), city: 'York' } },
      { ...order, refunds: [{ id: 1, reason: '', total: '-1.00' }] },
      { ...order, line_items: [{ ...line, quantity: 2 }, ...order.line_items.slice(1)] },
      { ...order, line_items: [{ ...line, sku: 'NEW' }, ...order.line_items.slice(1)] },
      { ...order, line_items: order.line_items.slice(1) },
    ];
    assert.equal(new Set([order, ...changed].map(revision)).size, changed.length + 1);
  });

  it('is equal for equal content and for no other, of any shape', () => {
    fc.assert(fc.property(fc.jsonValue(), fc.jsonValue(), (left, right) => {
      const same = JSON.stringify(sorted(left)) === JSON.stringify(sorted(right));
      assert.equal(revision({ id: 1, meta_data: left }) === revision({ id: 1, meta_data: right }), same);
    }));
  });

  it('exists for an order without dates, and names a record without a usable id by its content', () => {
    assert.match(revision({ id: 7 }), /^1970-01-01T00:00:00Z~/);
    const broken = [{}, null, [], 'x', { id: 'abc' }, { id: -1 }, { id: 1.5 }, { id: null, status: 'processing' }, { id: '9'.repeat(40) }].map(revisionOf);
    for (const { id, readable } of broken) {
      assert.equal(readable, false);
      assert.match(id, /^unreadable-[\w-]{12}$/);
    }
    assert.equal(new Set(broken.map(({ id }) => id)).size, broken.length);
    assert.deepEqual(revisionOf({ id: 'abc' }), revisionOf({ id: 'abc' }));
  });

  it('costs little: a thousand orders are mapped and hashed well within 150 ms', () => {
    const recorded = recordedOrders();
    const thousand = Array.from({ length: 1000 }, (_, index) => recorded[index % recorded.length]!);
    const run = (): number => {
      const from = performance.now();
      for (const raw of thousand) {
        revisionOf(raw);
        toSalesOrder(raw, { channel: 'c', externalRefPrefix: 'WEB-', statusMap: coreStatusMap });
      }
      return performance.now() - from;
    };
    const best = Math.min(run(), run(), run(), run());
    assert.ok(best < 150, `${best} ms`);
  });
});

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)).map(([name, member]) => [name, sorted(member)]));
}
