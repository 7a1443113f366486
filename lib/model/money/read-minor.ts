import { OperationError } from '../../errors/operation-error.ts';
import { currencyDecimals } from './currency-decimals.ts';

/** Ten thousand million pounds: more than that is a mistake at the source, and sums of it stay exact integers. */
export const largestAmount = 1_000_000_000_000;

const decimalNumber = /^([+-]?)(\d+)(?:\.(\d*))?$/;

/**
 * A decimal string such as `29.35` or `-10.00` as integer minor units of the currency, exactly. Decimals beyond the
 * currency's own are accepted when they are zeros (a shop may write yen as `1200.00`).
 * @throws AMOUNT_INVALID for what is not a number, is finer than the currency, or exceeds {@link largestAmount}
 * @throws CURRENCY_UNKNOWN
 */
export function readMinor(text: string, currency: string): number {
  const decimals = currencyDecimals(currency);
  const [, sign, whole = '', fraction = ''] = decimalNumber.exec(text) ?? refuse(text, currency, 'is not a number');
  const excess = fraction.slice(decimals);
  if (/[^0]/.test(excess)) refuse(text, currency, `has more than ${decimals} decimals`);
  const digits = `${whole}${fraction.slice(0, decimals).padEnd(decimals, '0')}`.replace(/^0+(?=\d)/, '');
  // Sixteen digits and more are beyond the limit, and beyond what a number holds exactly.
  const minor = digits.length > 15 ? Infinity : Number(digits);
  if (minor > largestAmount) refuse(text, currency, 'is implausibly large');
  return sign === '-' && minor !== 0 ? -minor : minor;
}

function refuse(text: string, currency: string, problem: string): never {
  const shown = text.slice(0, 40);
  throw new OperationError('AMOUNT_INVALID', `The amount "${shown}" (${currency}) ${problem}.`, { details: { amount: shown, currency } });
}
