import { currencyDecimals } from './currency-decimals.ts';
import { readMinor } from './read-minor.ts';

/**
 * A decimal string as integer minor units, rounded half away from zero where it is finer than the currency. For parts of
 * a sum (lines, taxes, discounts), which shops may state unrounded; what a customer pays is read with {@link readMinor}.
 * @throws AMOUNT_INVALID, CURRENCY_UNKNOWN
 */
export function readRoundedMinor(text: string, currency: string): number {
  const decimals = currencyDecimals(currency);
  const [, sign = '', whole = '', fraction = ''] = /^([+-]?)(\d+)\.(\d+)$/.exec(text) ?? [];
  if (fraction.length <= decimals) return readMinor(text, currency);
  const kept = readMinor(`${sign}${whole}.${fraction.slice(0, decimals)}`, currency);
  if (fraction.charAt(decimals) < '5') return kept;
  return sign === '-' ? kept - 1 : kept + 1;
}
