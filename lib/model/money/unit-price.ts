import { currencyDecimals } from './currency-decimals.ts';
import { formatScaled } from './format-minor.ts';

/**
 * `minor / quantity` as a decimal string of `places` decimals, half away from zero. For information beside an amount:
 * quantity × price need not give the amount back.
 * @param quantity a positive whole number
 */
export function unitPrice(minor: number, quantity: number, currency: string, places = 4): string {
  const scaled = BigInt(minor) * 10n ** BigInt(places);
  const divisor = BigInt(quantity) * 10n ** BigInt(currencyDecimals(currency));
  const half = scaled < 0n ? -divisor : divisor;
  return formatScaled((2n * scaled + half) / (2n * divisor), places);
}
