import { currencyDecimals } from './currency-decimals.ts';

/**
 * Integer minor units as a decimal string with all the currency's decimals: `-1050` GBP is `-10.50`.
 * @throws CURRENCY_UNKNOWN
 */
export function formatMinor(minor: number, currency: string): string {
  return formatScaled(BigInt(minor), currencyDecimals(currency));
}

/** An integer of `decimals` decimal places as text. */
export function formatScaled(value: bigint, decimals: number): string {
  const negative = value < 0n;
  const digits = (negative ? -value : value).toString().padStart(decimals + 1, '0');
  const whole = digits.slice(0, digits.length - decimals);
  const text = decimals === 0 ? whole : `${whole}.${digits.slice(-decimals)}`;
  return negative ? `-${text}` : text;
}
