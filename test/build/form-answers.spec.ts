import assert from 'node:assert/strict';
import { readReport } from '../../editor/connection-test/read-report.ts';
import { readExceptions } from '../../editor/exceptions/read-exceptions.ts';
import { toNumber } from '../../editor/form/to-number.ts';
import { readRefusal } from '../../editor/host/host-refusal.ts';
import { ageOf } from '../../editor/page/age-of.ts';
import { findSamples, readSamples } from '../../editor/samples/read-samples.ts';

describe('answers of the host in a form', () => {
  it('a connection report of another shape counts as not connected', () => {
    assert.deepEqual(readReport('<html>'), { ok: false, summary: '', details: [] });
    assert.deepEqual(readReport({ ok: 'yes', summary: 1 }), { ok: false, summary: '', details: [] });
  });

  it('a refusal keeps the code and sentence of the host', () => {
    const refusal = readRefusal(409, '{"code":"LANE_MISSING","message":"No lane."}');
    assert.deepEqual([refusal.code, refusal.message], ['LANE_MISSING', 'No lane.']);
  });

  it('a refusal that is not the host\'s own is known by its HTTP status', () => {
    for (const text of ['Unauthorized', '{"message":"x"}', '']) assert.equal(readRefusal(401, text).code, '401');
  });

  it('an exception in a state that this form does not know waits, and no list means no exceptions', () => {
    const [exception] = readExceptions({ items: [{ id: 7, code: 'SKU_MISSING', key: 'HTL-69', state: 'postponed' }] });
    assert.deepEqual([exception?.key, exception?.state, exception?.assignedTo, exception?.edited], ['HTL-69', 'open', null, false]);
    assert.deepEqual(readExceptions(null), []);
  });

  it('samples are found by any of their words, in any order, and grouped by entity', () => {
    const samples = readSamples([
      { id: 'order-53', entity: 'sales-order', title: 'Order 53, 126.70 GBP', summary: 'coupon' },
      { id: 'skus-1', entity: 'sku-page', title: 'SKUs', summary: '' },
    ]);
    assert.deepEqual([...findSamples(samples, 'COUPON 53').keys()], ['sales-order']);
    assert.deepEqual([...findSamples(samples, '').keys()], ['sales-order', 'sku-page']);
    assert.equal(findSamples(samples, 'coupon skus').size, 0);
  });

  it('an age is told in the largest unit that fits', () => {
    const now = Date.parse('2026-03-02T12:00:00Z');
    assert.equal(ageOf('2026-03-02T11:59:50Z', now, 'en'), 'this minute');
    assert.equal(ageOf('2026-03-02T11:07:00Z', now, 'en'), '53 minutes ago');
    assert.equal(ageOf('2026-02-28T11:00:00Z', now, 'en'), '2 days ago');
    assert.equal(ageOf('no date', now, 'en'), 'no date');
  });

  it('a number field saves a number, and leaves a placeholder as it is', () => {
    assert.equal(toNumber(' 2.5 '), 2.5);
    assert.equal(toNumber('${SECONDS}'), '${SECONDS}');
    assert.equal(toNumber(''), '');
  });
});
