import type { RemoteError } from '../http/answer-rules.ts';

/** `{"error":{"code","message",…}}`, whatever the status. */
export function readBluecherryError(body: unknown): RemoteError | undefined {
  const error: unknown = typeof body === 'object' && body !== null && 'error' in body ? body.error : undefined;
  if (typeof error !== 'object' || error === null) return undefined;
  const { code, message } = error as { code?: unknown; message?: unknown };
  return { code: typeof code === 'string' ? code : 'UNNAMED', message: typeof message === 'string' ? message : 'no message' };
}
