import type { RemoteError } from '../http/answer-rules.ts';

/** WordPress states an error as `{code, message, data: {status}}`; some plug-ins state it inside a 200. */
export function readWoocommerceError(body: unknown): RemoteError | undefined {
  if (typeof body !== 'object' || body === null || !('code' in body) || !('message' in body)) return undefined;
  const { code, message } = body;
  if (typeof code !== 'string' || typeof message !== 'string') return undefined;
  const data: unknown = 'data' in body ? body.data : undefined;
  // Core itself writes `data: 404` in places (recorded: refund of an unknown order).
  const status: unknown = typeof data === 'object' && data !== null && 'status' in data ? data.status : data;
  return { code, message, status: typeof status === 'number' ? status : undefined };
}
