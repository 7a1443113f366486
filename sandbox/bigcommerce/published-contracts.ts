import type { Json } from '../json-value.ts';
import type { Version } from './answer.ts';
import inventory from './contracts/inventory.v3.json' with { type: 'json' };
import locations from './contracts/locations.v3.json' with { type: 'json' };
import notSimulated from './contracts/not-simulated.json' with { type: 'json' };
import ordersV2 from './contracts/orders.v2.json' with { type: 'json' };
import ordersV3 from './contracts/orders.v3.json' with { type: 'json' };
import options from './contracts/product-variant-options_catalog.v3.json' with { type: 'json' };
import variants from './contracts/product-variants_catalog.v3.json' with { type: 'json' };
import products from './contracts/products_catalog.v3.json' with { type: 'json' };
import store from './contracts/store_information.v2.json' with { type: 'json' };
import carriers from './contracts/tracking-carriers.json' with { type: 'json' };
import webhooks from './contracts/webhooks.v3.json' with { type: 'json' };

/** A JSON file's inferred type says more than anybody here needs. */
const plain = (file: unknown): Json => file as Json;

export const publishedContracts: readonly (readonly [version: Version, document: Json])[] = [
  ['v2', plain(ordersV2)],
  ['v3', plain(ordersV3)],
  ['v2', plain(store)],
  ['v3', plain(webhooks)],
  ['v3', plain(inventory)],
  ['v3', plain(locations)],
  ['v3', plain(products)],
  ['v3', plain(variants)],
  ['v3', plain(options)],
];

/** Method and path of what BigCommerce has beside that. */
export const otherOperations: readonly (readonly string[])[] = notSimulated;

export const trackingCarriers: ReadonlySet<string> = new Set(carriers);
