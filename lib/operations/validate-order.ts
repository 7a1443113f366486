import type { ErrorCode } from '../errors/error-table.ts';
import type { FailureDetails } from '../errors/operation-error.ts';
import { OperationError } from '../errors/operation-error.ts';
import type { Sku } from '../model/identity.ts';
import { formatMinor } from '../model/money/format-minor.ts';
import type { Address, SalesOrder } from '../model/sales-order.ts';
import { checkMoney } from './check-money.ts';

export interface OrderProblem {
  readonly code: ErrorCode;
  readonly sentence: string;
  readonly details: FailureDetails;
}

export interface ValidationLimits {
  /** Units on one line above which a person looks first. */
  readonly maxLineQuantity: number;
  /** Order total in minor units above which a person looks first. */
  readonly maxOrderTotal: number;
}

const isKnownCurrency = (code: string): boolean => Intl.supportedValuesOf('currency').includes(code);
const hasAddress = (address: Address): boolean => address.address1 !== '' || address.city !== '';

/** Where the goods go: the billing address when the storefront has no shipping address (virtual goods, pick-up). */
export function withShipTo(order: SalesOrder): SalesOrder {
  return hasAddress(order.shipTo) ? order : { ...order, shipTo: order.billTo };
}

/**
 * Everything that would make a half-made record in the ERP, worst first; empty when the order may go.
 * @param skus the ERP's items per SKU code: none, one, or several where the code is not unique
 */
export function findOrderProblems(order: SalesOrder, skus: ReadonlyMap<string, readonly Sku[]>, limits: ValidationLimits): readonly OrderProblem[] {
  return [...skuProblems(order, skus), ...headerProblems(order), ...quantityProblems(order, limits), ...moneyProblems(order, limits)];
}

/** The order with each line's SKU identity, or an {@link OperationError} with the first problem and a list of all. */
export function validateOrder(input: SalesOrder, skus: ReadonlyMap<string, readonly Sku[]>, limits: ValidationLimits): SalesOrder {
  const order = withShipTo(input);
  const problems = findOrderProblems(order, skus, limits);
  const [first] = problems;
  if (first) {
    throw new OperationError(first.code, first.sentence, {
      details: { ...first.details, order: order.orderNumber, problems: problems.map((problem) => `${problem.code}: ${problem.sentence}`) },
    });
  }
  return {
    ...order,
    lines: order.lines.map((line) => {
      const identity = skus.get(line.skuCode ?? '')?.[0]?.identity;
      return identity ? { ...line, sku: identity } : line;
    }),
  };
}

function skuProblems(order: SalesOrder, skus: ReadonlyMap<string, readonly Sku[]>): OrderProblem[] {
  return order.lines.flatMap((line, index): OrderProblem[] => {
    const details = { line: index + 1, product: line.remoteProductId, variant: line.remoteVariantId };
    if (line.skuCode === null) {
      return [{ code: 'SKU_MISSING', sentence: `Line ${index + 1} (${line.name}) has no SKU in the shop.`, details }];
    }
    const found = skus.get(line.skuCode) ?? [];
    const [only] = found;
    const where = `Line ${index + 1}: SKU ${line.skuCode}`;
    const withSku = { ...details, sku: line.skuCode };
    if (!only) return [{ code: 'SKU_UNKNOWN', sentence: `${where} is not in BlueCherry.`, details: withSku }];
    if (found.length > 1) return [{ code: 'SKU_NOT_UNIQUE', sentence: `${where} names ${found.length} items in BlueCherry.`, details: withSku }];
    return only.active ? [] : [{ code: 'SKU_UNKNOWN', sentence: `${where} is inactive in BlueCherry.`, details: withSku }];
  });
}

function headerProblems(order: SalesOrder): OrderProblem[] {
  const problems: OrderProblem[] = [];
  if (!isKnownCurrency(order.currency)) {
    problems.push({ code: 'CURRENCY_UNKNOWN', sentence: `"${order.currency}" is not a currency.`, details: { currency: order.currency } });
  }
  if (order.lines.length === 0) problems.push({ code: 'ORDER_WITHOUT_LINES', sentence: 'The order has no lines.', details: {} });
  const missing = missingFields(order);
  if (missing.length > 0) {
    problems.push({ code: 'ORDER_INCOMPLETE', sentence: `Missing in the shop: ${missing.join(', ')}.`, details: { missing } });
  }
  return problems;
}

function missingFields(order: SalesOrder): string[] {
  const { shipTo } = order;
  const named = shipTo.firstName !== '' || shipTo.lastName !== '' || shipTo.company !== '';
  return [
    named ? '' : 'name of the recipient',
    shipTo.address1 === '' ? 'street of the ship-to address' : '',
    shipTo.city === '' ? 'city of the ship-to address' : '',
    /^[A-Z]{2}$/.test(shipTo.country) ? '' : 'country of the ship-to address',
  ].filter((field) => field !== '');
}

function quantityProblems(order: SalesOrder, limits: ValidationLimits): OrderProblem[] {
  return order.lines.flatMap((line, index): OrderProblem[] => {
    if (line.quantity >= 1 && line.quantity <= limits.maxLineQuantity) return [];
    const sentence = `Line ${index + 1}: ${line.quantity} units is not between 1 and ${limits.maxLineQuantity}.`;
    return [{ code: 'QUANTITY_INVALID', sentence, details: { line: index + 1, quantity: line.quantity } }];
  });
}

function moneyProblems(order: SalesOrder, limits: ValidationLimits): OrderProblem[] {
  const { total } = order.totals;
  const shown = (minor: number): string => `${isKnownCurrency(order.currency) ? formatMinor(minor, order.currency) : minor} ${order.currency}`;
  const problems: OrderProblem[] = checkMoney(order).map((gap) => ({
    code: 'MONEY_DOES_NOT_ADD_UP',
    sentence: `The ${gap.what} is stated as ${shown(gap.stated)} and its parts make ${shown(gap.parts)}.`,
    details: { what: gap.what, stated: gap.stated, parts: gap.parts, currency: order.currency },
  }));
  if (total < 0 || total > limits.maxOrderTotal || order.lines.some((line) => line.net < 0)) {
    const sentence = total > limits.maxOrderTotal ? `The total of ${shown(total)} is above the limit of ${shown(limits.maxOrderTotal)}.` : `The total of ${shown(total)} or a line is below zero.`;
    problems.push({ code: 'AMOUNT_INVALID', sentence, details: { total, limit: limits.maxOrderTotal } });
  }
  return problems;
}
