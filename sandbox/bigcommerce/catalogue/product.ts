import type { JsonObject } from '../../json-value.ts';

export interface OptionValue {
  readonly id: number;
  label: string;
  sortOrder: number;
  isDefault: boolean;
  valueData: JsonObject | null;
}

export interface ProductOption {
  readonly id: number;
  displayName: string;
  type: string;
  sortOrder: number;
  readonly values: OptionValue[];
}

export interface Variant {
  readonly id: number;
  readonly skuId: number;
  sku: string;
  /** Prices, measures, codes; null: the product's. */
  readonly members: JsonObject;
  readonly optionValues: readonly { readonly optionId: number; readonly valueId: number }[];
}

export interface Product {
  readonly id: number;
  readonly members: JsonObject;
  readonly options: ProductOption[];
  /** A product without options has one, its base variant. */
  variants: Variant[];
  readonly createdAt: number;
  modifiedAt: number;
}

export const variantsPerProduct = 600;
export const valuesPerOption = 250;

export const variantMembers: JsonObject = {
  price: null,
  cost_price: null,
  sale_price: null,
  retail_price: null,
  weight: null,
  width: null,
  height: null,
  depth: null,
  is_free_shipping: false,
  fixed_cost_shipping_price: null,
  purchasing_disabled: false,
  purchasing_disabled_message: '',
  image_url: '',
  upc: '',
  mpn: '',
  gtin: '',
  inventory_warning_level: 0,
  bin_picking_number: '',
};

export const productMembers: JsonObject = {
  sku: '',
  description: '',
  width: 0,
  depth: 0,
  height: 0,
  cost_price: 0,
  retail_price: 0,
  sale_price: 0,
  map_price: 0,
  tax_class_id: 0,
  product_tax_code: '',
  categories: [],
  brand_id: 0,
  inventory_warning_level: 0,
  inventory_tracking: 'none',
  fixed_cost_shipping_price: 0,
  is_free_shipping: false,
  is_visible: true,
  is_featured: false,
  related_products: [],
  warranty: '',
  bin_picking_number: '',
  layout_file: 'product.html',
  upc: '',
  mpn: '',
  gtin: '',
  search_keywords: '',
  availability: 'available',
  availability_description: '',
  sort_order: 0,
  condition: 'New',
  is_condition_shown: false,
  order_quantity_minimum: 0,
  order_quantity_maximum: 0,
  page_title: '',
  meta_keywords: [],
  meta_description: '',
  preorder_release_date: null,
  preorder_message: '',
  is_preorder_only: false,
  is_price_hidden: false,
  price_hidden_label: '',
  images: [],
  custom_fields: [],
};
