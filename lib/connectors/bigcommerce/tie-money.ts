import { OperationError } from '../../errors/operation-error.ts';
import { currencyDecimals } from '../../model/money/currency-decimals.ts';
import { readMinor } from '../../model/money/read-minor.ts';
import { apportion, readExact, toMinor, type ExactAmount } from './exact-amount.ts';
import { productsOf, type RawOrder, type RawProduct } from './raw-order.ts';

/** Minor units without tax, and their tax. */
export interface Part {
  readonly net: number;
  readonly tax: number;
}

export interface TiedMoney {
  readonly lines: ReadonlyMap<number, Part & { readonly subtotal: number; readonly discount: number }>;
  readonly shipping: Part;
  readonly handling: Part;
  readonly wrapping: Part;
  /** By the fee's id. */
  readonly fees: ReadonlyMap<number, Part>;
  readonly tax: number;
  readonly total: number;
  readonly unit: number;
}

interface Exact {
  /** With tax, after every discount. */
  readonly gross: ExactAmount;
  readonly tax: ExactAmount;
}

/**
 * An order's figures, so that its parts and their taxes make the stated total and tax to the minor unit, each part less than one
 * unit from what the store states.
 *
 * A line's amount is `discounted_total_inc_tax`, which the reference calls right for accounting. Its tax is stated in up to three
 * ways, which disagree where there are discounts: the rows of `/taxes`, the line's `total_tax`, and what remains after discount without tax.
 * The one that makes the order's `total_tax` is right; where none does, nothing is guessed.
 * @throws MONEY_DOES_NOT_ADD_UP saying which sum does not hold, AMOUNT_INVALID, CURRENCY_UNKNOWN
 */
export function tieMoney(raw: RawOrder): TiedMoney {
  const currency = raw.default_currency_code;
  const unit = 10 ** (4 - currencyDecimals(currency));
  const total = readMinor(typeof raw.total_inc_tax === 'number' ? String(raw.total_inc_tax) : raw.total_inc_tax.trim(), currency);
  const taxExact = readExact(raw.total_tax, 'total_tax');
  const tax = toMinor(taxExact, unit);
  const products = productsOf(raw);
  const feeRows = Array.isArray(raw.fees) ? raw.fees : [];
  const others: readonly Exact[] = [
    { gross: grossOf(raw, 'shipping_cost'), tax: readExact(raw.shipping_cost_tax, 'shipping_cost_tax') },
    { gross: grossOf(raw, 'handling_cost'), tax: readExact(raw.handling_cost_tax, 'handling_cost_tax', 0) },
    { gross: grossOf(raw, 'wrapping_cost'), tax: readExact(raw.wrapping_cost_tax, 'wrapping_cost_tax', 0) },
    ...feeRows.map((fee) => {
      const gross = readExact(fee.cost_inc_tax, 'fees/cost_inc_tax');
      return { gross, tax: readExact(fee.cost_tax, 'fees/cost_tax', gross - readExact(fee.cost_ex_tax, 'fees/cost_ex_tax', gross)) };
    }),
  ];
  const gross = products.map((product) => lineGross(product, raw.is_tax_inclusive_pricing));

  const refuse = (sum: string, stated: number, parts: number): never => {
    const amounts = `${(stated / 10_000).toFixed(4)} is stated, ${(parts / 10_000).toFixed(4)} is what its parts make`;
    throw new OperationError('MONEY_DOES_NOT_ADD_UP', `Order ${raw.id} from BigCommerce does not tie: ${sum} of ${amounts} (${currency}).`, {
      details: { order: String(raw.id), sum, stated: (stated / 10_000).toFixed(4), parts: (parts / 10_000).toFixed(4), currency },
    });
  };

  const taxCount = [...products.map(({ total_tax: stated }) => readExact(stated, 'total_tax')), ...others.map((part) => part.tax)].filter((amount) => amount !== 0).length;
  const allowed = roundingAllowance(taxCount) * unit;
  const grossSum = sumOf(gross) + sumOf(others.map((part) => part.gross));
  if (Math.abs(grossSum - total * unit) > allowed) refuse('total_inc_tax', total * unit, grossSum);
  const netStated = readExact(raw.total_ex_tax, 'total_ex_tax');
  if (Math.abs(netStated + taxExact - total * unit) > unit) refuse('total_ex_tax with total_tax', total * unit, netStated + taxExact);

  const otherTax = sumOf(others.map((part) => part.tax));
  const driftOf = (taxes: readonly ExactAmount[]): number => Math.abs(sumOf(taxes) + otherTax - taxExact);
  const [first = [], ...more] = lineTaxes(raw, products, gross);
  const lineTax = more.reduce((best, taxes) => (driftOf(taxes) < driftOf(best) ? taxes : best), first);
  if (driftOf(lineTax) > allowed) refuse('total_tax', taxExact, sumOf(lineTax) + otherTax);

  const parts: readonly Exact[] = [...gross.map((amount, index) => ({ gross: amount, tax: lineTax[index] ?? 0 })), ...others];
  const taxes = settle(parts.map((part) => part.tax), tax, unit) ?? refuse('total_tax', taxExact, sumOf(parts.map((part) => part.tax)));
  const nets = settle(parts.map((part) => part.gross - part.tax), total - tax, unit) ?? refuse('total_ex_tax', (total - tax) * unit, grossSum - sumOf(parts.map((part) => part.tax)));
  const at = (index: number): Part => ({ net: nets[index] ?? 0, tax: taxes[index] ?? 0 });
  const [shipping, handling, wrapping] = [0, 1, 2].map((index) => at(products.length + index)) as [Part, Part, Part];
  return {
    lines: new Map(products.map((product, index) => [product.id, { ...at(index), ...beforeDiscount(product, at(index).net, unit) }])),
    shipping,
    handling,
    wrapping,
    fees: new Map(feeRows.map((fee, index) => [fee.id, at(products.length + 3 + index)])),
    tax,
    total,
    unit,
  };
}

const sumOf = (amounts: readonly number[]): number => amounts.reduce((total, amount) => total + amount, 0);

/** Units that stated parts and their stated sum may differ by, where the store rounds each of them by itself. */
function roundingAllowance(amounts: number): number {
  return Math.max(1, Math.floor((amounts + 1) / 2));
}

/**
 * Rounds the parts to make `total`: the exact ones by the largest remainder; what the store's own rounding left between its parts and
 * its total, a unit for each of the largest parts.
 */
function settle(amounts: readonly ExactAmount[], total: number, unit: number): readonly number[] | undefined {
  const exact = apportion(amounts, total, unit);
  if (exact) return exact;
  const rounded = amounts.map((amount) => toMinor(amount, unit));
  let open = total - sumOf(rounded);
  const largest = amounts.map((amount, index) => ({ amount: Math.abs(amount), index })).filter(({ amount }) => amount > 0).toSorted((a, b) => b.amount - a.amount || a.index - b.index);
  if (Math.abs(open) > largest.length) return undefined;
  for (const { index } of largest) {
    if (open === 0) break;
    rounded[index] = (rounded[index] ?? 0) + Math.sign(open);
    open -= Math.sign(open);
  }
  return rounded;
}

/** Where prices are without tax, `_ex_tax` is the actual figure and `_inc_tax` an estimate, and the other way round. */
function grossOf(raw: RawOrder, cost: 'shipping_cost' | 'handling_cost' | 'wrapping_cost'): ExactAmount {
  return raw.is_tax_inclusive_pricing
    ? readExact(raw[`${cost}_inc_tax`], `${cost}_inc_tax`, 0)
    : readExact(raw[`${cost}_ex_tax`], `${cost}_ex_tax`, 0) + readExact(raw[`${cost}_tax`], `${cost}_tax`, 0);
}

const discountOf = (product: RawProduct): ExactAmount => sumOf((product.applied_discounts ?? []).map(({ amount }) => readExact(amount, 'applied_discounts/amount')));

function lineGross(product: RawProduct, taxInclusive: boolean): ExactAmount {
  const stated = product.discounted_total_inc_tax;
  if (stated !== undefined && stated !== null && stated !== '') return readExact(stated, 'discounted_total_inc_tax');
  if (taxInclusive) return readExact(product.total_inc_tax, 'total_inc_tax') - discountOf(product);
  return readExact(product.total_ex_tax, 'total_ex_tax') - discountOf(product) + readExact(product.total_tax, 'total_tax');
}

/** What the lines' taxes may be, in order of trust. */
function lineTaxes(raw: RawOrder, products: readonly RawProduct[], gross: readonly ExactAmount[]): readonly (readonly ExactAmount[])[] {
  const rows = (raw.taxes ?? []).filter(({ line_item_type: type }) => type === 'item');
  const byRates = products.map(({ id }) => sumOf(rows.filter((row) => String(row.order_product_id) === String(id)).map((row) => readExact(row.line_amount, 'taxes/line_amount'))));
  const stated = products.map((product) => readExact(product.total_tax, 'total_tax'));
  const remaining = products.map((product, index) => (gross[index] ?? 0) - (readExact(product.total_ex_tax, 'total_ex_tax') - discountOf(product)));
  return [...(rows.length > 0 ? [byRates] : []), stated, ...(raw.is_tax_inclusive_pricing ? [] : [remaining])];
}

/** A discount of a unit that nobody gave is the rounding of `total_ex_tax`. */
function beforeDiscount(product: RawProduct, net: number, unit: number): { readonly subtotal: number; readonly discount: number } {
  const discount = toMinor(readExact(product.total_ex_tax, 'total_ex_tax'), unit) - net;
  const isRounding = Math.abs(discount) <= 1 && discountOf(product) === 0;
  return isRounding ? { subtotal: net, discount: 0 } : { subtotal: net + discount, discount };
}
