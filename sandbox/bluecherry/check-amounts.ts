import type { ErrorDetail } from './bluecherry-answer.ts';
import { currencyDecimals, decimalsOf, toUnits } from './decimal-amount.ts';
import type { OrderBody } from './order-schema.ts';

const priceDecimals = 4;

/** Amounts carry the currency's own decimals, prices four, and the total is what lines and charges come to with their tax. */
export const checkAmounts = (order: OrderBody): ErrorDetail[] => {
  const errors: ErrorDetail[] = [];
  const decimals = currencyDecimals(order.currency ?? '');
  if (decimals === null) return (order.currency ?? '') === '' ? [] : [{ path: 'currency', code: 'UNKNOWN_CODE', message: `"${order.currency ?? ''}" is not a currency.` }];
  const check = (path: string, amount: string | undefined, wanted: number = decimals): void => {
    if (amount !== undefined && decimalsOf(amount) !== wanted) errors.push({ path, code: 'BAD_AMOUNT', message: `"${amount}" must have ${wanted} decimals.` });
  };
  const lines = order.lines ?? [];
  const charges = order.charges ?? [];
  lines.forEach((line, index) => {
    check(`lines[${index}].price`, line.price, priceDecimals);
    check(`lines[${index}].discountAmount`, line.discountAmount);
    check(`lines[${index}].amount`, line.amount);
    check(`lines[${index}].taxAmount`, line.taxAmount);
  });
  charges.forEach((charge, index) => {
    check(`charges[${index}].amount`, charge.amount);
    check(`charges[${index}].taxAmount`, charge.taxAmount);
  });
  for (const [name, amount] of Object.entries(order.totals)) check(`totals.${name}`, amount);
  const sum = [...lines, ...charges].reduce((total, { amount, taxAmount }) => total + toUnits(amount) + toUnits(taxAmount), 0n);
  if (sum !== toUnits(order.totals.total)) {
    errors.push({ path: 'totals.total', code: 'TOTALS_MISMATCH', message: `The total says ${order.totals.total}, lines and charges with their tax come to ${fromUnits(sum, decimals)}.` });
  }
  return errors;
};

const fromUnits = (units: bigint, decimals: number): string => (Number(units) / 1_000_000).toFixed(decimals);
