import { currencyDecimals } from './currency-decimals.ts';

/**
 * Minor units in one unit of the currency: 100 pence in a pound, 1 for JPY, 1000 for KWD.
 * @throws CURRENCY_UNKNOWN
 */
export function minorUnitsOf(currency: string): number {
  return 10 ** currencyDecimals(currency);
}
