/** Products and variants in BigCommerce's own members, as far as the kit writes them. Prices are decimals of the store's currency. */
export interface OptionValueRef {
  /** With new options and values: BigCommerce makes them of the names. */
  readonly option_display_name?: string;
  readonly label?: string;
  /** Of options and values that exist. */
  readonly id?: number;
  readonly option_id?: number;
}

export interface VariantFields {
  readonly price?: number | null;
  readonly sale_price?: number | null;
  readonly retail_price?: number | null;
  readonly cost_price?: number | null;
  readonly weight?: number | null;
  readonly upc?: string | null;
  readonly gtin?: string | null;
  readonly mpn?: string | null;
  /** Withdrawn: shown no more, not deleted. */
  readonly purchasing_disabled?: boolean;
  readonly purchasing_disabled_message?: string;
  readonly bin_picking_number?: string;
}

export interface NewVariant extends VariantFields {
  readonly sku: string;
  readonly option_values: readonly OptionValueRef[];
}

/** `gtin` and `mpn` are not among the members that the batch of variants takes. */
export type VariantUpdate = Omit<VariantFields, 'gtin' | 'mpn'> & { readonly id: number };

export interface ProductFields {
  readonly name?: string;
  readonly sku?: string;
  readonly description?: string;
  readonly weight?: number;
  readonly price?: number;
  readonly sale_price?: number;
  readonly retail_price?: number;
  readonly cost_price?: number;
  readonly categories?: readonly number[];
  readonly brand_name?: string;
  readonly inventory_tracking?: 'none' | 'product' | 'variant';
  /** False: a draft. */
  readonly is_visible?: boolean;
  readonly availability?: 'available' | 'disabled' | 'preorder';
  readonly upc?: string;
  readonly gtin?: string;
  readonly mpn?: string;
  readonly sort_order?: number;
  readonly condition?: 'New' | 'Used' | 'Refurbished';
  readonly custom_fields?: readonly { readonly name: string; readonly value: string }[];
  readonly images?: readonly ProductImage[];
}

/** By reference: the store fetches it. */
export interface ProductImage {
  readonly image_url: string;
  readonly is_thumbnail?: boolean;
  readonly sort_order?: number;
  readonly description?: string;
}

export type NewProduct = ProductFields & {
  readonly name: string;
  readonly type: 'physical' | 'digital';
  readonly weight: number;
  readonly price: number;
  /** Made with the product in the same call. */
  readonly variants?: readonly NewVariant[];
};

export type ProductUpdate = Omit<ProductFields, 'images'> & { readonly id: number };

export interface OptionValue {
  readonly label: string;
  readonly sort_order: number;
}

/** An option with all its values, whose order is that of the size range. */
export interface OptionUpdate {
  readonly id: number;
  readonly display_name: string;
  readonly type: 'radio_buttons' | 'rectangles' | 'dropdown' | 'product_list' | 'product_list_with_images' | 'swatch';
  readonly sort_order: number;
  readonly option_values: readonly (OptionValue & { readonly id?: number })[];
}
