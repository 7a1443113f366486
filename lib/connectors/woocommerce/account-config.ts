import type { AccountLimits } from '../contract.ts';

export interface WoocommerceAccountConfig {
  /** The shop's address as WordPress itself states it (Settings → General): signatures are computed over it. */
  readonly baseUrl: string;
  /** The account's name in logs and metrics. */
  readonly account: string;
  readonly consumerKey: string;
  readonly consumerSecret: string;
  readonly limits: AccountLimits;
}
