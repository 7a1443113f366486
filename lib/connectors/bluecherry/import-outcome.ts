import type { ErrorCode } from '../../errors/error-table.ts';
import type { Failure } from '../../errors/operation-error.ts';

/** What became of one order. */
export type ImportOutcome =
  /** BlueCherry has it. */
  | { readonly kind: 'accepted'; readonly ordNum: string }
  /** BlueCherry had it before, with the same content. */
  | { readonly kind: 'duplicate'; readonly ordNum: string }
  /** BlueCherry does not have it and will not take it as it is. */
  | { readonly kind: 'rejected'; readonly failure: Failure }
  /** BlueCherry may have it, now or soon: look it up before it is sent again. `reason`: the call or question that failed. */
  | { readonly kind: 'unknown'; readonly why: string; readonly reason: ErrorCode | null };

/** By external reference. */
export type ImportOutcomes = ReadonlyMap<string, ImportOutcome>;
