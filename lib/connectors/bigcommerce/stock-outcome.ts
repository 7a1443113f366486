import type { Failure } from '../../errors/operation-error.ts';
import type { StockChange } from './plan-stock-calls.ts';

/** What became of one change. */
export type StockOutcome =
  | {
      readonly kind: 'written';
      readonly change: StockChange;
      /** As it was sent: the change's quantity, or what `latest` made of it. */
      readonly sent: number;
      /** The store takes figures in and shows them a little later: its answer does not state them. Read back to know. */
      readonly shown: null;
      readonly transactionId: string;
    }
  /** The store refuses just this one: an exception of its own. */
  | {
      readonly kind: 'refused';
      readonly change: StockChange;
      readonly failure: Failure;
      /** The store does not know the SKU or id (any more): look it up again. */
      readonly staleReference: boolean;
    }
  /** The call failed before anything was written, or was held back by the guard. */
  | { readonly kind: 'not-written'; readonly change: StockChange; readonly failure: Failure }
  /** It may be written or not. Figures are absolute, so sending it again is safe, as long as it is the newest figure that is sent. */
  | { readonly kind: 'unanswered'; readonly change: StockChange; readonly failure: Failure };
