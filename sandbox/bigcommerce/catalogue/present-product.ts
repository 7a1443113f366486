import { isJsonObject, numberOf, textOf, type JsonObject } from '../../json-value.ts';
import { iso8601 } from '../dates.ts';
import type { OptionValue, Product, ProductOption, Variant } from './product.ts';

/** What a product's variants have in stock; the sandbox's warehouse knows it. */
export type LevelOf = (product: Product, variant: Variant | null) => number;

const numberOr = (record: JsonObject, member: string, fallback: number): number => (typeof record[member] === 'number' ? record[member] : fallback);

export const presentValue = (value: OptionValue): JsonObject => ({
  id: value.id,
  label: value.label,
  sort_order: value.sortOrder,
  is_default: value.isDefault,
  ...(value.valueData ? { value_data: value.valueData } : {}),
});

export const presentOption = (product: Product, option: ProductOption): JsonObject => ({
  id: option.id,
  product_id: product.id,
  display_name: option.displayName,
  type: option.type,
  config: {},
  sort_order: option.sortOrder,
  option_values: option.values.map(presentValue),
});

export const presentVariant = (product: Product, variant: Variant, levelOf: LevelOf): JsonObject => ({
  id: variant.id,
  product_id: product.id,
  sku: variant.sku,
  sku_id: variant.skuId,
  ...variant.members,
  inventory_level: levelOf(product, variant),
  calculated_price: numberOr(variant.members, 'sale_price', 0) || numberOr(variant.members, 'price', numberOf(product.members, 'price')),
  option_values: variant.optionValues.flatMap(({ optionId, valueId }) => {
    const option = product.options.find(({ id }) => id === optionId);
    const value = option?.values.find(({ id }) => id === valueId);
    return option && value ? [{ id: value.id, label: value.label, option_id: option.id, option_display_name: option.displayName }] : [];
  }),
});

const subresources = ['variants', 'options', 'images', 'custom_fields'];

/** A product as v3 shows it; its sub-resources only when `include` names them. */
export const presentProduct = (product: Product, levelOf: LevelOf, include: readonly string[] = []): JsonObject => {
  const shown: JsonObject = {
    id: product.id,
    ...Object.fromEntries(Object.entries(product.members).filter(([name]) => !subresources.includes(name))),
    inventory_level: levelOf(product, null),
    total_sold: 0,
    calculated_price: numberOr(product.members, 'sale_price', 0) || numberOf(product.members, 'price'),
    date_created: iso8601(product.createdAt),
    date_modified: iso8601(product.modifiedAt),
    option_set_display: 'right',
    ...(product.options.length === 0 && product.variants[0] ? { base_variant_id: product.variants[0].id } : {}),
  };
  if (include.includes('variants')) shown['variants'] = product.variants.map((variant) => presentVariant(product, variant, levelOf));
  if (include.includes('options')) shown['options'] = product.options.map((option) => presentOption(product, option));
  for (const name of ['images', 'custom_fields']) if (include.includes(name)) shown[name] = product.members[name] ?? [];
  return shown;
};

export interface Fields {
  readonly only: readonly string[] | null;
  readonly without: readonly string[] | null;
}

/** `include_fields` and `exclude_fields`; the id always stays. */
export const selectFields = (record: JsonObject, { only, without }: Fields): JsonObject =>
  Object.fromEntries(
    Object.entries(record).filter(([name, value]) => {
      const nested = subresources.includes(name) && (Array.isArray(value) || isJsonObject(value));
      return name === 'id' || nested || ((only === null || only.includes(name)) && !(without ?? []).includes(name));
    }),
  );

export const skuOf = (product: Product): string => textOf(product.members, 'sku');
