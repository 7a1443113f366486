import assert from 'node:assert/strict';
import fc from 'fast-check';
import { findFault, toLines } from '../../editor/form/find-fault.ts';
import type { FormField } from '../../editor/form/form-field.ts';

const field = (parts: Partial<FormField>): FormField => ({ name: 'x', control: 'text', value: '', required: false, ...parts });
const seconds = field({ control: 'number', required: true, integer: true, minimum: 1, maximum: 60 });

describe('fault of a form value', () => {
  it('accepts a number within its limits, typed or stored', () => {
    fc.assert(fc.property(fc.integer({ min: 1, max: 60 }), (n) => findFault(seconds, n) === null && findFault(seconds, ` ${n} `) === null));
  });

  it('names both limits when a number lies outside them', () => {
    fc.assert(
      fc.property(fc.oneof(fc.integer({ max: 0 }), fc.integer({ min: 61 })), (n) => {
        assert.deepEqual(findFault(seconds, String(n)), { key: 'between', values: { minimum: 1, maximum: 60 } });
      }),
    );
  });

  it('tells an empty, a fractional and an unreadable number apart', () => {
    assert.equal(findFault(seconds, '')?.key, 'required');
    assert.equal(findFault(seconds, '1.5')?.key, 'integer');
    assert.equal(findFault(seconds, 'soon')?.key, 'number');
    assert.equal(findFault(seconds, 'Infinity')?.key, 'number');
  });

  it('names the one limit that there is', () => {
    assert.equal(findFault(field({ control: 'number', minimum: 3 }), 2)?.key, 'atLeast');
    assert.equal(findFault(field({ control: 'number', maximum: 3 }), 4)?.key, 'atMost');
  });

  it('lets ${VARIABLE} stand for any value, and only when it stands alone', () => {
    assert.equal(findFault(seconds, '${SECONDS}'), null);
    assert.equal(findFault(field({ required: true, pattern: '^[a-z]+$' }), '${NAME}'), null);
    assert.equal(findFault(field({ pattern: '^[a-z]+$' }), 'a ${NAME}')?.key, 'pattern');
  });

  it('demands a required text and ignores blanks in it', () => {
    assert.equal(findFault(field({ required: true }), '  ')?.key, 'required');
    assert.equal(findFault(field({ required: true }), undefined)?.key, 'required');
    assert.equal(findFault(field({}), ''), null);
  });

  it('keeps a text to its length', () => {
    assert.deepEqual(findFault(field({ maxLength: 3 }), 'abcd'), { key: 'shorter', values: { maximum: 3 } });
    assert.deepEqual(findFault(field({ minLength: 3 }), 'ab'), { key: 'longer', values: { minimum: 3 } });
  });

  it('refuses a choice that the list does not have', () => {
    assert.equal(findFault(field({ control: 'select', options: ['a'] }), 'b')?.key, 'option');
  });

  it('names the line that does not fit, counted as a person counts', () => {
    const delays = field({ control: 'lines', pattern: '^[0-9]+$' });
    assert.deepEqual(findFault(delays, '10\n\nten'), { key: 'row', values: { row: 2 } });
    assert.equal(findFault(delays, ['10', '20']), null);
  });

  it('names the incomplete row of a table, and asks for as many rows as the schema wants', () => {
    const rules = field({ control: 'rows', minItems: 1, columns: [field({ name: 'table', required: true })] });
    assert.deepEqual(findFault(rules, [{ table: 'a' }, { table: '' }]), { key: 'row', values: { row: 2 } });
    assert.equal(findFault(rules, [])?.key, 'rows');
    assert.equal(findFault(rules, [{ table: 'a' }]), null);
  });

  it('reads lines without blanks and empty ones', () => {
    assert.deepEqual(toLines(' 1 \n\n 2\r\n'), ['1', '2']);
  });
});
