/** Ten-thousandths of the currency, what v2's four decimals hold; whole, so that sums are exact. */
export type Amount = number;

export const amountOf = (value: unknown): Amount => Math.round(Number(value) * 10_000);

/** As v2 writes money. */
export const decimal = (amount: Amount): string => (amount / 10_000).toFixed(4);

/** As v3 writes money. */
export const asNumber = (amount: Amount): number => amount / 10_000;

export const toCents = (amount: Amount): Amount => Math.round(amount / 100) * 100;

/** The tax within or on top of an amount, to the cent. */
export const taxOf = (amount: Amount, rate: number, included: boolean): Amount => toCents(included ? amount - amount / (1 + rate) : amount * rate);

export interface Taxed {
  readonly ex: Amount;
  readonly inc: Amount;
  readonly tax: Amount;
}

export const taxed = (amount: Amount, rate: number, included: boolean): Taxed => {
  const tax = taxOf(amount, rate, included);
  return included ? { ex: amount - tax, inc: amount, tax } : { ex: amount, inc: amount + tax, tax };
};

export const sum = (amounts: readonly Amount[]): Amount => amounts.reduce((total, amount) => total + amount, 0);

export const sumTaxed = (parts: readonly Taxed[]): Taxed => ({ ex: sum(parts.map(({ ex }) => ex)), inc: sum(parts.map(({ inc }) => inc)), tax: sum(parts.map(({ tax }) => tax)) });
