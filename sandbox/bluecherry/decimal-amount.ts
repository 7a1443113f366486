/** Thousandths of a thousandth: enough for every currency and for prices of four decimals. */
const scale = 6;

export const toUnits = (decimal: string): bigint => {
  const [whole = '0', fraction = ''] = decimal.replace('-', '').split('.');
  const units = BigInt(whole + fraction.padEnd(scale, '0').slice(0, scale));
  return decimal.startsWith('-') ? -units : units;
};

export const decimalsOf = (decimal: string): number => decimal.split('.')[1]?.length ?? 0;

/** ISO 4217 currencies that do not have two decimals; Intl follows CLDR, which differs (HUF, PKR, COP …). */
const notTwo: Readonly<Record<string, number>> = Object.fromEntries<number>([
  ...'BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF'.split(' ').map((code): [string, number] => [code, 0]),
  ...'BHD IQD JOD KWD LYD OMR TND'.split(' ').map((code): [string, number] => [code, 3]),
  ...'CLF UYW'.split(' ').map((code): [string, number] => [code, 4]),
]);

/** Decimals of an ISO 4217 currency; null for what is not even the form of one. */
export const currencyDecimals = (currency: string): number | null => (/^[A-Z]{3}$/.test(currency) ? (notTwo[currency] ?? 2) : null);
