import type { JsonObject } from '../json-value.ts';
import { json } from './answer.ts';
import type { Route } from './route.ts';

export interface StoreFacts {
  readonly name: string;
  readonly storeHash: string;
  readonly storeId: string;
  readonly currency: string;
  readonly taxIncluded: boolean;
}

/** `/store` and `/time`, what a connection test asks for. */
export const storeRoutes = (facts: StoreFacts, now: () => number): Route[] => {
  const store: JsonObject = {
    id: facts.storeHash,
    account_uuid: '00000000-0000-4000-8000-000000000001',
    domain: `store-${facts.storeHash}.mybigcommerce.com`,
    secure_url: `https://store-${facts.storeHash}.mybigcommerce.com`,
    status: 'live',
    name: facts.name,
    country: 'United States',
    country_code: 'US',
    timezone: { name: 'America/New_York', raw_offset: -18_000, dst_offset: -14_400, dst_correction: true, date_format: { display: 'M jS Y', export: 'M jS Y', extended_display: 'M jS Y @ g:i A' } },
    language: 'en',
    currency: facts.currency,
    currency_symbol: '$',
    decimal_separator: '.',
    thousands_separator: ',',
    decimal_places: 2,
    currency_symbol_location: 'left',
    weight_units: 'LBS',
    dimension_units: 'Inches',
    plan_name: 'Standard',
    plan_level: 'Standard',
    plan_is_trial: false,
    is_price_entered_with_tax: facts.taxIncluded,
    store_id: Number(facts.storeId),
    default_channel_id: 1,
    default_site_id: 1000,
    active_comparison_modules: [],
    features: { stencil_enabled: true, sitewidehttps_enabled: true, multi_storefront_enabled: false, checkout_type: 'optimized' },
  };
  return [
    { operation: 'GET /v2/store', run: () => json(200, store) },
    { operation: 'GET /v2/time', run: () => json(200, { time: Math.floor(now() / 1000) }) },
  ];
};
