import assert from 'node:assert/strict';
import fc from 'fast-check';
import { OperationError } from '../../lib/errors/operation-error.ts';
import { currencyDecimals } from '../../lib/model/money/currency-decimals.ts';
import { formatMinor } from '../../lib/model/money/format-minor.ts';
import { minorUnitsOf } from '../../lib/model/money/minor-units-of.ts';
import { largestAmount, readMinor } from '../../lib/model/money/read-minor.ts';
import { unitPrice } from '../../lib/model/money/unit-price.ts';

const currency = fc.constantFrom('GBP', 'USD', 'JPY', 'KWD', 'CLF', 'PKR');
const minor = fc.integer({ min: -largestAmount, max: largestAmount });
const failsWith = (code: string) => (error: unknown): boolean => error instanceof OperationError && error.code === code;

describe('money in minor units', () => {
  it('follows ISO 4217 where the language data of the runtime does not', () => {
    assert.deepEqual(['GBP', 'JPY', 'KWD', 'CLF', 'PKR', 'HUF', 'IQD'].map(currencyDecimals), [2, 0, 3, 4, 2, 2, 3]);
    assert.deepEqual(['GBP', 'JPY', 'KWD'].map(minorUnitsOf), [100, 1, 1000]);
  });

  it('reads what shops write', () => {
    const cases: [string, string, number][] = [
      ['29.35', 'GBP', 2935], ['-94.80', 'GBP', -9480], ['0.00', 'GBP', 0], ['-0.00', 'GBP', 0], ['7', 'GBP', 700], ['7.', 'GBP', 700],
      ['7.5', 'GBP', 750], ['1200.00', 'JPY', 1200], ['1.005', 'KWD', 1005], ['65.830000', 'GBP', 6583], ['+1.10', 'EUR', 110], ['0007.10', 'EUR', 710],
    ];
    for (const [text, code, expected] of cases) assert.ok(Object.is(readMinor(text, code), expected), `${text} ${code}`);
  });

  it('returns to the same minor units after writing and reading', () => {
    fc.assert(fc.property(minor, currency, (amount, code) => Object.is(readMinor(formatMinor(amount, code), code), amount + 0)));
  });

  it('agrees with exact arithmetic on the digits for every two-decimal amount', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 9_999_999_999 }), fc.integer({ min: 0, max: 99 }), fc.boolean(), (whole, pence, negative) => {
        const text = `${negative ? '-' : ''}${whole}.${String(pence).padStart(2, '0')}`;
        const magnitude = BigInt(whole) * 100n + BigInt(pence);
        assert.equal(BigInt(readMinor(text, 'GBP')), negative ? -magnitude : magnitude);
      }),
    );
  });

  it('adds up hundreds of ten-penny amounts without drift', () => {
    const sum = Array.from({ length: 1000 }, () => readMinor('0.10', 'GBP')).reduce((a, b) => a + b, 0);
    assert.equal(formatMinor(sum, 'GBP'), '100.00');
  });

  it('refuses what is not a plain decimal number', () => {
    for (const text of ['', ' ', 'abc', '1,50', '1.2.3', '1e3', 'NaN', 'Infinity', '0x10', '--1', '.5', '£5', '٥', '1 000', '-', ' 1.00', '12.3O']) {
      assert.throws(() => readMinor(text, 'GBP'), failsWith('AMOUNT_INVALID'), text);
    }
  });

  it('refuses an amount finer than the currency instead of rounding it', () => {
    assert.throws(() => readMinor('65.8333', 'GBP'), failsWith('AMOUNT_INVALID'));
    assert.throws(() => readMinor('10.5', 'JPY'), failsWith('AMOUNT_INVALID'));
  });

  it('refuses an absurd amount, however long', () => {
    assert.equal(readMinor('10000000000.00', 'GBP'), largestAmount);
    for (const text of ['10000000000.01', '-10000000000.01', '9'.repeat(400)]) {
      assert.throws(() => readMinor(text, 'GBP'), failsWith('AMOUNT_INVALID'), text.slice(0, 20));
    }
  });

  it('refuses an unknown currency by name', () => {
    for (const code of ['', 'gbp', 'QQQ', 'POUND', '__proto__']) assert.throws(() => readMinor('1.00', code), failsWith('CURRENCY_UNKNOWN'), code);
  });

  it('states a unit price to four decimals, rounded half away from zero', () => {
    assert.equal(unitPrice(13167, 2, 'GBP'), '65.8350');
    assert.equal(unitPrice(10000, 3, 'GBP'), '33.3333');
    assert.equal(unitPrice(20000, 3, 'GBP'), '66.6667');
    assert.equal(unitPrice(-20000, 3, 'GBP'), '-66.6667');
    assert.equal(unitPrice(1200, 1, 'JPY'), '1200.0000');
    assert.equal(unitPrice(1005, 2, 'KWD'), '0.5025');
    assert.equal(unitPrice(largestAmount, 7, 'CLF'), '14285714.2857');
  });

  it('keeps a unit price within half a ten-thousandth of the true quotient', () => {
    fc.assert(
      fc.property(minor, fc.integer({ min: 1, max: 100_000 }), (amount, quantity) => {
        const price = BigInt(unitPrice(amount, quantity, 'GBP').replace('.', ''));
        const error = 2n * (price * BigInt(quantity) - BigInt(amount) * 100n);
        assert.ok((error < 0n ? -error : error) <= BigInt(quantity));
      }),
    );
  });
});
