import { OperationError } from '../../errors/operation-error.ts';
import { classifyAnswer } from '../http/classify-answer.ts';
import { woocommerceRules } from './error-rules.ts';
import { readProduct } from './list-products.ts';
import type { StockChange } from './plan-stock-calls.ts';
import { readWoocommerceError } from './read-error.ts';
import { toShopStock } from './shop-stock.ts';
import type { StockOutcome } from './stock-outcome.ts';

const route = '/products/batch';
const dialect = { system: 'WooCommerce', rules: woocommerceRules, readError: readWoocommerceError, secrets: [] };

/** WooCommerce's words for an id that is not one of the kind asked for (recorded; a variation among products is `invalid_product_id`). */
export function isStaleReference(remoteCode: string): boolean {
  return /_invalid_(id|product_id|parent)$/.test(remoteCode);
}

/** What one member of a batch's answer means; an answer of 200 says nothing about its members. */
export function itemOutcome(change: StockChange, sent: number, item: unknown): StockOutcome {
  const where = { sku: change.skuCode, product: change.productId, variation: change.variantId };
  if (item === undefined) {
    const failure = new OperationError('OUTCOME_UNKNOWN', `WooCommerce's answer says nothing of SKU ${change.skuCode}.`, { details: where }).toFailure();
    return { kind: 'unanswered', change, failure };
  }
  const stale = (why: string): StockOutcome => {
    const failure = new OperationError('SHOP_REFERENCE_STALE', `WooCommerce does not have SKU ${change.skuCode} as ${change.variantId ?? change.productId}: ${why}`, { details: where }).toFailure();
    return { kind: 'refused', change, failure, staleReference: true };
  };

  const error: unknown = typeof item === 'object' && item !== null && 'error' in item ? item.error : undefined;
  const refusal = error === undefined ? undefined : classifyAnswer({ status: 200, headers: {}, body: { kind: 'json', value: error } }, route, dialect, 0);
  if (refusal) {
    const { remoteCode } = refusal.error.details;
    if (typeof remoteCode === 'string' && isStaleReference(remoteCode)) return stale(refusal.error.message);
    const failure = new OperationError(refusal.error.code, `SKU ${change.skuCode}: ${refusal.error.message}`, { details: { ...refusal.error.details, ...where } }).toFailure();
    if (refusal.written === 'perhaps') return { kind: 'unanswered', change, failure };
    return failure.disposition === 'retry' ? { kind: 'not-written', change, failure } : { kind: 'refused', change, failure, staleReference: false };
  }

  let product;
  try {
    product = readProduct(item, route);
  } catch (thrown) {
    if (!(thrown instanceof OperationError)) throw thrown;
    return { kind: 'unanswered', change, failure: thrown.toFailure() };
  }
  if (product.sku !== undefined && (product.sku ?? '').trim() !== change.skuCode) return stale(`it is "${(product.sku ?? '').slice(0, 60)}" now, and shows the figure.`);
  const { quantity, keptBy } = toShopStock(product, null);
  if (keptBy !== 'itself' || quantity === null) {
    const failure = new OperationError('SHOP_STOCK_NOT_KEPT', `WooCommerce took the figure of SKU ${change.skuCode} and does not keep stock for it.`, { details: where }).toFailure();
    return { kind: 'refused', change, failure, staleReference: false };
  }
  return { kind: 'written', change, sent, shown: quantity };
}
