/** Thousandths of a thousandth: enough for every currency and for prices of four decimals. */
const scale = 6;

export const toUnits = (decimal: string): bigint => {
  const [whole = '0', fraction = ''] = decimal.replace('-', '').split('.');
  const units = BigInt(whole + fraction.padEnd(scale, '0').slice(0, scale));
  return decimal.startsWith('-') ? -units : units;
};

export const decimalsOf = (decimal: string): number => decimal.split('.')[1]?.length ?? 0;

const known = new Map<string, number | null>();

/** Decimals of an ISO 4217 currency; null for what is not even the form of one. */
export const currencyDecimals = (currency: string): number | null => {
  const found = known.get(currency);
  if (found !== undefined) return found;
  const decimals = /^[A-Z]{3}$/.test(currency) ? (new Intl.NumberFormat('en', { style: 'currency', currency }).resolvedOptions().maximumFractionDigits ?? 2) : null;
  known.set(currency, decimals);
  return decimals;
};
