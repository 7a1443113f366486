import { numberOf, textOf, type JsonObject } from '../json-value.ts';

const htmlPrice = (price: string): string =>
  `<span class="woocommerce-Price-amount amount"><bdi><span class="woocommerce-Price-currencySymbol">&pound;</span>${price}</bdi></span>`;

/** A variation as `/products?sku=` and product webhooks show it: the members of a product, named after parent and options. */
export const variationAsProduct = (record: JsonObject, parent: JsonObject | undefined): JsonObject => {
  const variation = { ...record };
  delete variation['image'];
  const name = `${textOf(parent ?? {}, 'name')} - ${textOf(variation, 'name')}`;
  return {
    id: numberOf(variation, 'id'),
    slug: name.toLowerCase().replace(/[^a-z0-9]+/g, '-'),
    featured: false,
    catalog_visibility: 'visible',
    short_description: '',
    total_sales: '0',
    external_url: '',
    button_text: '',
    sold_individually: false,
    shipping_required: variation['virtual'] !== true,
    shipping_taxable: variation['virtual'] !== true,
    reviews_allowed: false,
    average_rating: '0.00',
    rating_count: 0,
    upsell_ids: [],
    cross_sell_ids: [],
    purchase_note: '',
    categories: [],
    brands: [],
    tags: [],
    images: [],
    default_attributes: [],
    variations: [],
    grouped_products: [],
    related_ids: [],
    price_html: htmlPrice(textOf(variation, 'price')),
    has_options: false,
    post_password: '',
    ...variation,
    name,
    type: 'variation',
  };
};
