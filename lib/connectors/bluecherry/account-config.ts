import type { AccountLimits } from '../contract.ts';

/** Everything about an installation that is not public and so is the client's to say; see BEHAVIOUR.md. */
export interface BluecherryAccountConfig {
  readonly baseUrl: string;
  readonly company: string;
  readonly apiKey: string;
  /** `Ocp-Apim-Subscription-Key` where the installation sits behind Azure API Management. */
  readonly apiKeyHeader?: string;
  readonly limits: AccountLimits;
  /** Paths below `baseUrl`; `{company}` and `{batchId}` are filled in. */
  readonly pathMap?: Partial<PathMap>;
  readonly paging?: Paging;
  /** IANA zone in which the ERP's calendar days are meant. */
  readonly timeZone?: string;
  /** Days from payment to the first day an order may ship, and from there to the day it is cancelled unshipped. */
  readonly startAfterDays?: number;
  readonly cancelAfterDays?: number;
  readonly chargeCodes?: Partial<ChargeCodes>;
  /** How long the results of an order batch are waited for before the orders are looked up instead. */
  readonly batchDeadlineMs?: number;
}

export interface PathMap {
  readonly skus: string;
  readonly orders: string;
  readonly orderBatches: string;
  readonly orderBatch: string;
  readonly cycles: string;
  readonly inventory: string;
}

/** How lists are paged: an opaque cursor in `page.nextCursor`, `?offset=` in records, or `?page=` from 1. */
export interface Paging {
  readonly kind: 'cursor' | 'offset' | 'page';
  readonly size: number;
}

export interface ChargeCodes {
  readonly freight: string;
  readonly fee: string;
  readonly rounding: string;
}

/** The account with every default of the model filled in. */
export type BluecherryAccountSettings = Required<Omit<BluecherryAccountConfig, 'pathMap' | 'chargeCodes'>> & { readonly pathMap: PathMap; readonly chargeCodes: ChargeCodes };

export function withDefaults(config: BluecherryAccountConfig): BluecherryAccountSettings {
  return {
    ...config,
    apiKeyHeader: config.apiKeyHeader ?? 'X-Api-Key',
    paging: config.paging ?? { kind: 'cursor', size: 500 },
    timeZone: config.timeZone ?? 'Europe/London',
    startAfterDays: config.startAfterDays ?? 0,
    cancelAfterDays: config.cancelAfterDays ?? 30,
    batchDeadlineMs: config.batchDeadlineMs ?? 60_000,
    pathMap: {
      skus: '/{company}/v1/skus',
      orders: '/{company}/v1/orders',
      orderBatches: '/{company}/v1/order-batches',
      orderBatch: '/{company}/v1/order-batches/{batchId}',
      cycles: '/{company}/v1/cycles',
      inventory: '/{company}/v1/inventory',
      ...config.pathMap,
    },
    chargeCodes: { freight: 'FREIGHT', fee: 'FEE', rounding: 'ROUNDING', ...config.chargeCodes },
  };
}
