import { strict as assert } from 'node:assert';
import fc from 'fast-check';
import { formatScaled } from '../../lib/model/money/format-minor.ts';
import { readRoundedMinor } from '../../lib/model/money/read-rounded-minor.ts';

describe('a part of a sum that is finer than its currency', () => {
  it('is rounded half away from zero, as PHP does', () => {
    const cases: [string, string, number][] = [['65.835', 'GBP', 6584], ['65.834999', 'GBP', 6583], ['-0.005', 'GBP', -1], ['-0.0049', 'GBP', 0], ['718.5', 'JPY', 719], ['718.18', 'JPY', 718], ['1.0005', 'KWD', 1001], ['0.999', 'GBP', 100]];
    for (const [text, currency, minor] of cases) assert.equal(readRoundedMinor(text, currency), minor, text);
  });

  it('is never further from its text than half a minor unit', () => {
    fc.assert(fc.property(fc.bigInt({ min: -1_000_000_000_000n, max: 1_000_000_000_000n }), (millionths) => {
      const minor = BigInt(readRoundedMinor(formatScaled(millionths, 6), 'GBP')) * 10_000n;
      const distance = minor > millionths ? minor - millionths : millionths - minor;
      assert.ok(distance <= 5000n);
    }));
  });

  it('is refused when it is no number', () => {
    for (const text of ['', '65,83', '1e3', '65.8x', '.']) assert.throws(() => readRoundedMinor(text, 'GBP'), { code: 'AMOUNT_INVALID' });
  });
});
