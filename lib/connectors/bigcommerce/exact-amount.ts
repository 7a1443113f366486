import { OperationError } from '../../errors/operation-error.ts';
import { currencyDecimals } from '../../model/money/currency-decimals.ts';
import { largestAmount } from '../../model/money/read-minor.ts';

/** Ten-thousandths of the currency: orders v2 states four decimals ("62.6793"), whatever the currency has. */
export type ExactAmount = number;

/**
 * An amount as an integer of ten-thousandths; finer parts are rounded half away from zero. Orders v2 writes text, consignments and
 * v3 write numbers with the noise of floating point.
 * @param absent what nothing, null or "" means; undefined: it must be there
 * @throws AMOUNT_INVALID
 */
export function readExact(value: unknown, name: string, absent?: ExactAmount): ExactAmount {
  if ((value === undefined || value === null || value === '') && absent !== undefined) return absent;
  const text = typeof value === 'number' && Number.isFinite(value) ? value.toFixed(6) : typeof value === 'string' ? value.trim() : '';
  const [, sign, whole = '', fraction = ''] = /^([+-]?)(\d{1,15})(?:\.(\d*))?$/.exec(text) ?? [];
  const digits = `${whole}${fraction.slice(0, 4).padEnd(4, '0')}`;
  const exact = Number(digits) + (fraction.charAt(4) >= '5' ? 1 : 0);
  if (whole === '' || exact > largestAmount * 100) {
    throw new OperationError('AMOUNT_INVALID', `The amount "${String(value).slice(0, 40)}" (${name}) ${whole === '' ? 'is not a number' : 'is implausibly large'}.`, { details: { amount: String(value).slice(0, 40), member: name } });
  }
  return sign === '-' && exact !== 0 ? -exact : exact;
}

/** In minor units, rounded half away from zero. @param unit ten-thousandths in one minor unit */
export function toMinor(exact: ExactAmount, unit: number): number {
  const minor = Math.floor((Math.abs(exact) * 2 + unit) / (2 * unit));
  return exact < 0 && minor !== 0 ? -minor : minor;
}

/** A stated amount in minor units of the currency; nothing is nought. @throws AMOUNT_INVALID, CURRENCY_UNKNOWN */
export function minorAmount(value: unknown, currency: string): number {
  return toMinor(readExact(value, 'amount', 0), 10 ** (4 - currencyDecimals(currency)));
}

/**
 * Amounts in minor units that make just `total`, each less than one unit from what it is exactly: the largest remainders are
 * rounded up. Amounts of nought stay nought. Undefined when no such rounding exists.
 */
export function apportion(amounts: readonly ExactAmount[], total: number, unit: number): readonly number[] | undefined {
  const shares = amounts.map((exact, index) => ({ index, floor: Math.floor(exact / unit), rest: exact - Math.floor(exact / unit) * unit }));
  let open = total - shares.reduce((sum, { floor }) => sum + floor, 0);
  const minor = shares.map(({ floor }) => floor);
  const roundable = shares.filter(({ rest }) => rest > 0).toSorted((a, b) => b.rest - a.rest || a.index - b.index);
  if (open < 0 || open > roundable.length) return undefined;
  for (const { index } of roundable.slice(0, open)) {
    minor[index] = (minor[index] ?? 0) + 1;
    open -= 1;
  }
  return minor;
}
