import { strict as assert } from 'node:assert';
import { currencyDecimals } from '../../lib/model/money/currency-decimals.ts';
import { unitsPerPound } from '../../lib/model/money/units-per-pound.ts';

describe('units per pound', () => {
  it('gives powers of ten for currencies of small units and one for the others', () => {
    assert.deepEqual(['GBP', 'EUR', 'USD', 'KWD', 'SEK', 'JPY', 'KRW', 'HUF', 'IDR'].map(unitsPerPound), [1, 1, 1, 1, 10, 100, 1000, 1000, 10_000]);
  });

  it('is a power of ten for every currency, and never less than one', () => {
    for (const currency of Intl.supportedValuesOf('currency')) {
      assert.ok(Number.isInteger(Math.log10(unitsPerPound(currency))), currency);
      assert.ok(currencyDecimals(currency) >= 0);
    }
  });
});
