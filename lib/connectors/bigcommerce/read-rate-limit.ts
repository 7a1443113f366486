import type { CallAllowance } from '../http/call-allowance.ts';
import type { RawAnswer } from '../http/classify-answer.ts';
import { readRetryAfter } from '../http/read-retry-after.ts';

type Headers = Readonly<Record<string, string>>;

function count(headers: Headers, name: string): number | undefined {
  const text = (headers[name] ?? '').trim();
  return /^\d{1,12}$/.test(text) ? Number(text) : undefined;
}

/** Undefined where the store says nothing: some plans have no limit, and errors of the platform carry no such headers. */
export function readAllowance(headers: Headers): CallAllowance | undefined {
  const left = count(headers, 'x-rate-limit-requests-left');
  const quota = count(headers, 'x-rate-limit-requests-quota');
  const resetMs = count(headers, 'x-rate-limit-time-reset-ms');
  const windowMs = count(headers, 'x-rate-limit-time-window-ms');
  if (left === undefined || quota === undefined || resetMs === undefined) return undefined;
  return { left, quota, resetMs: windowMs === undefined ? resetMs : Math.min(resetMs, windowMs) };
}

/** Of a 429 the longer of its two figures counts (docs/start/migration/4_errors); other answers carry the window's end for information only. */
export function readWaitTime(answer: RawAnswer, now: number): number | undefined {
  const asked = readRetryAfter(answer.headers, now);
  const resetMs = answer.status === 429 ? count(answer.headers, 'x-rate-limit-time-reset-ms') : undefined;
  return asked === undefined && resetMs === undefined ? undefined : Math.max(asked ?? 0, resetMs ?? 0);
}
