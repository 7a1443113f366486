import { OperationError } from '../../errors/operation-error.ts';

export type Members = Readonly<Record<string, unknown>>;

export const isMembers = (value: unknown): value is Members => typeof value === 'object' && value !== null && !Array.isArray(value);
export const membersOf = (value: unknown): Members => (isMembers(value) ? value : {});
export const listOf = (value: unknown): readonly Members[] => (Array.isArray(value) ? (value as unknown[]).map(membersOf) : []);
/** Text of what BigCommerce writes as text, number, null or not at all. */
export const textOf = (value: unknown): string => (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean' ? String(value) : '');
/** An id as text; 0, "" and null mean "none". */
export const idOf = (value: unknown): string | null => (/^[1-9]\d{0,18}$/.test(textOf(value)) ? textOf(value) : null);

/** @throws REMOTE_RECORD_INVALID */
export function notAsPublished(what: string, path: string, problem: string, details: Readonly<Record<string, unknown>> = {}): OperationError {
  return new OperationError('REMOTE_RECORD_INVALID', `${what} from BigCommerce is not as published at ${path}: ${problem}.`, { details: { ...details, path } });
}
