import type { AccountLimits } from '../contract.ts';

export interface BigcommerceAccountConfig {
  /** Of the store's API address: `abc123` in `api.bigcommerce.com/stores/abc123/v3`. */
  readonly storeHash: string;
  /** Of a store's API account; sent as X-Auth-Token. */
  readonly accessToken: string;
  /** Another host than BigCommerce's, for tests. */
  readonly baseUrl?: string;
  /** The account's name in logs and metrics. */
  readonly account: string;
  readonly limits: AccountLimits;
}

export const publicApi = 'https://api.bigcommerce.com';
