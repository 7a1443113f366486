/** What a store bears of one product; sources in BEHAVIOUR.md. */
export const catalogueLimits = {
  /** "600 SKUs per product limit" (reference/catalog/product-variants). */
  variantsPerProduct: 600,
  /** "250 option values per option limit" (reference/catalog/product-variant-options). */
  valuesPerOption: 250,
  /** "250 characters product name length" (reference/catalog/products). */
  nameLength: 250,
  /** "255 characters SKU length limit" (reference/catalog/product-variants). */
  skuLength: 255,
  /** "A product can have up to 1000 images" (reference/catalog/products). */
  imagesPerProduct: 1000,
  /** "200 custom fields per product limit" (reference/catalog/products). */
  customFieldsPerProduct: 200,
  /** "Currently the limit is 50 variants" (reference/catalog/product-variants, Update Variants (Batch)). */
  variantsPerCall: 50,
  /** The batch of PUT /catalog/products (contracts; docs/start/migration). */
  productsPerCall: 10,
} as const;
