import type { JsonObject } from '../json-value.ts';

/** What webhooks tell: a scope and the thin `data` of its payload. */
export interface ShopEvent {
  readonly scope: string;
  /** Read at once, and only when a hook listens: it may be a getter. */
  readonly data: JsonObject;
}

export type Emit = (event: ShopEvent) => void;

export const orderEvent = (what: string, id: number, more: JsonObject = {}): ShopEvent => ({ scope: `store/order/${what}`, data: { type: 'order', id, ...more } });

export const shipmentEvent = (what: string, id: number, orderId: number): ShopEvent => ({ scope: `store/shipment/${what}`, data: { type: 'shipment', id, orderId } });

export const productEvent = (what: string, id: number): ShopEvent => ({ scope: `store/product/${what}`, data: { type: 'product', id } });

export const skuEvent = (what: string, skuId: number, productId: number, variantId: number): ShopEvent => ({
  scope: `store/sku/${what}`,
  data: { type: 'sku', id: skuId, sku: { product_id: productId, variant_id: variantId } },
});
