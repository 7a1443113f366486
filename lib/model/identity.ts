import Type from 'typebox';

/**
 * What makes a SKU one SKU in BlueCherry: division + style + colour + label + dimension + size bucket.
 * Every code is text: `00123` and `123` are different styles.
 */
export const SkuIdentity = Type.Object({
  division: Type.String(),
  style: Type.String(),
  colorCode: Type.String(),
  label: Type.String(),
  dimension: Type.String(),
  sizeBucket: Type.Integer({ minimum: 0, maximum: 24 }),
});
export type SkuIdentity = Type.Static<typeof SkuIdentity>;

/** A SKU of the ERP. `skuCode` is what the storefront calls its SKU. */
export const Sku = Type.Object({
  skuCode: Type.String({ minLength: 1 }),
  identity: SkuIdentity,
  styleName: Type.String(),
  colorName: Type.String(),
  sizeName: Type.String(),
  upc: Type.Union([Type.String(), Type.Null()]),
  active: Type.Boolean(),
  /** ISO 8601 UTC, or null where the ERP does not say. */
  modifiedAt: Type.Union([Type.String(), Type.Null()]),
});
export type Sku = Type.Static<typeof Sku>;
