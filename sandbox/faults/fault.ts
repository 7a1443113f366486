/** Refusals come before anything is done; the stand-in words them. */
export const refusals = ['429', '429-without-headers', '500', '503-html', 'html-200', 'error-in-200'] as const;
export const batchWindows = ['batch-window-423', 'batch-window-503'] as const;
export type Refusal = (typeof refusals)[number] | (typeof batchWindows)[number];

/** Twists change what a list shows. */
export const twists = ['empty-page', 'stuck-page'] as const;
export type Twist = (typeof twists)[number];

/** `timeout` and `close` come before the request has any effect, the others after it. */
export const breaks = ['timeout', 'close', 'malformed-json', 'timeout-after-commit', 'close-after-commit'] as const;

export type FaultKind = Refusal | Twist | (typeof breaks)[number];

export interface Fault {
  readonly kind: FaultKind;
  /** Which requests; all when absent. */
  readonly match?: { readonly method?: string; readonly pathIncludes?: string };
  /** How often it strikes before it is gone; for ever when absent. */
  readonly times?: number;
  /** 0 to 1 for each matching request; 1 when absent. */
  readonly probability?: number;
  /** For 429 and the batch window; 1 when absent. */
  readonly retryAfterSeconds?: number;
}

export const isTwist = (kind: FaultKind): kind is Twist => (twists as readonly string[]).includes(kind);
export const isRefusal = (kind: FaultKind): kind is Refusal => ([...refusals, ...batchWindows] as readonly string[]).includes(kind);
