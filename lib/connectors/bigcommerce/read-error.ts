import type { RemoteError } from '../http/answer-rules.ts';
import { isMembers, textOf } from './remote-record.ts';

/**
 * v3 states `{status, title, type, errors: {field: text}}`, v2 a list `[{status, message, details}]`. The code is v3's title or
 * v2's message: BigCommerce has no codes of its own.
 */
export function readBigcommerceError(body: unknown): RemoteError | undefined {
  if (Array.isArray(body)) {
    const [first] = body as unknown[];
    if (!isMembers(first) || typeof first['status'] !== 'number' || first['status'] < 400 || typeof first['message'] !== 'string') return undefined;
    return { code: first['message'], message: [first['message'], ...saidOf(first['details'])].join('; '), status: first['status'] };
  }
  if (!isMembers(body)) return undefined;
  const { status, title, errors } = body;
  if (Array.isArray(body['batch_errors'])) {
    const said = (body['batch_errors'] as unknown[]).flatMap((one) => (isMembers(one) ? [textOf(one['title']), ...saidOf(one['errors'])] : []));
    return { code: 'batch_errors', message: said.filter((text) => text !== '').join('; '), status: typeof status === 'number' ? status : 422 };
  }
  // Refunds put their errors where a good answer has its records.
  const [first] = Array.isArray(body['data']) ? (body['data'] as unknown[]) : [];
  if (isMembers(first) && typeof first['status'] === 'number' && first['status'] >= 400) {
    const said = textOf(first['title']) || textOf(first['error']) || 'refused';
    return { code: said, message: [said, ...saidOf(first['errors'])].join('; '), status: first['status'] };
  }
  if (typeof title !== 'string' || typeof status !== 'number' || status < 400) return undefined;
  return { code: title, message: [title, ...saidOf(errors)].join('; '), status };
}

/** `{field: text}`, or a list of texts, in words. */
export function saidOf(errors: unknown): readonly string[] {
  if (Array.isArray(errors)) return (errors as unknown[]).flatMap((error) => (typeof error === 'string' ? [error] : saidOf(error)));
  if (!isMembers(errors)) return [];
  return Object.entries(errors).flatMap(([field, text]) => (typeof text === 'string' ? [`${field}: ${text}`] : saidOf(text)));
}
