/** Waiting longer than this is the lane's matter, and the word of a server that is confused about the date. */
const longestWaitMs = 60 * 60_000;

/**
 * How long the remote side asks us to wait: `Retry-After`, or `X-Retry-After` as some proxies name it, in seconds or
 * as an HTTP date. Undefined when it does not say, or not understandably.
 */
export function readRetryAfter(headers: Readonly<Record<string, string>>, now: number): number | undefined {
  const value = (headers['retry-after'] ?? headers['x-retry-after'] ?? '').trim();
  if (/^\d+(\.\d+)?$/.test(value)) return Math.min(Math.ceil(Number(value) * 1000), longestWaitMs);
  const at = /[a-z]/i.test(value) ? Date.parse(value) : NaN;
  return Number.isNaN(at) ? undefined : Math.min(Math.max(0, at - now), longestWaitMs);
}
