import { OperationError } from '../../errors/operation-error.ts';

/**
 * ISO 4217 minor units that are not two. Written out because Intl follows CLDR, which says 0 where ISO says 2 or 3
 * (PKR, COP, HUF, IDR, IQD …): a shop that states 1234.50 PKR would be refused.
 */
const notTwo: Readonly<Record<number, string>> = {
  0: 'BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF',
  3: 'BHD IQD JOD KWD LYD OMR TND',
  4: 'CLF UYW',
};

const decimals = new Map<string, number>(Intl.supportedValuesOf('currency').map((code) => [code, 2]));
for (const [count, codes] of Object.entries(notTwo)) for (const code of codes.split(' ')) decimals.set(code, Number(count));

/**
 * How many decimals an amount of this ISO 4217 currency has.
 * @throws CURRENCY_UNKNOWN
 */
export function currencyDecimals(currency: string): number {
  const found = decimals.get(currency);
  if (found === undefined) {
    throw new OperationError('CURRENCY_UNKNOWN', `"${currency.slice(0, 20)}" is not a currency.`, { details: { currency: currency.slice(0, 20) } });
  }
  return found;
}
