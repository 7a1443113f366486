import type { Request } from 'express';
import { OperationError } from '../../../lib/errors/operation-error.ts';
import type { ExceptionFilter } from '../../../lib/store/contract/exception-table.ts';

const pageSize = 50;
const states = ['open', 'assigned', 'replaying', 'resolved', 'dismissed'] as const;

/** The number that names an exception or a replay. @throws PAYLOAD_INVALID */
export function idOf(request: Request): number {
  const id = Number(request.params['id']);
  if (!Number.isSafeInteger(id)) throw new OperationError('PAYLOAD_INVALID', 'It is named by its number.');
  return id;
}

export function memberOf(request: Request, name: string): unknown {
  return ((request.body ?? {}) as Readonly<Record<string, unknown>>)[name];
}

/** A text that must not be empty. @throws PAYLOAD_INVALID with the sentence that says what is missing */
export function textOf(request: Request, name: string, sentence: string): string {
  const value = memberOf(request, name);
  if (typeof value !== 'string' || value.trim() === '') throw new OperationError('PAYLOAD_INVALID', sentence);
  return value.trim();
}

export function idsOf(request: Request): readonly number[] | undefined {
  const ids = memberOf(request, 'ids');
  if (ids === undefined) return undefined;
  if (!Array.isArray(ids) || !ids.every((id) => Number.isSafeInteger(id))) throw new OperationError('PAYLOAD_INVALID', 'Exceptions are named by their numbers.');
  return ids as readonly number[];
}

/** `state` may name several, with commas between. */
export function filterOf(request: Request): ExceptionFilter {
  const text = (name: string): string | undefined => {
    const value = request.query[name];
    return typeof value === 'string' && value !== '' ? value : undefined;
  };
  const wanted = text('state')?.split(',') ?? [];
  const state = states.filter((candidate) => wanted.includes(candidate));
  const before = Number(text('before'));
  const equal = Object.fromEntries((['owner', 'cause', 'assignedTo', 'code', 'entity', 'key'] as const).flatMap((name) => {
    const value = text(name);
    return value === undefined ? [] : [[name, value]];
  }));
  return {
    limit: pageSize,
    ...equal,
    ...(state.length > 0 ? { state } : {}),
    ...(Number.isSafeInteger(before) && before > 0 ? { before } : {}),
  };
}
