import { Ajv } from 'ajv';
import Type from 'typebox';
import { OperationError } from '../../errors/operation-error.ts';

/** Columns of the ERP come padded with spaces, and numbers as text: how a member may look, and what it then means. */
export const Text = Type.Optional(Type.Union([Type.String(), Type.Null()]));
export const Whole = Type.Union([Type.Integer(), Type.String({ pattern: '^\\s*-?\\d+(\\.0*)?\\s*$' })]);
export const OptionalWhole = Type.Optional(Type.Union([Whole, Type.Null()]));

const ajv = new Ajv({ allowUnionTypes: true });

export const trimmed = (value: string | null | undefined): string => (value ?? '').trim();
export const whole = (value: number | string | null | undefined): number => Number(value ?? 0);

/** ISO 8601 UTC of an instant with offset; undefined for what is none. */
export function instantOf(value: string | null | undefined): string | undefined {
  const at = /^\d{4}-\d\d-\d\dT.*(Z|[+-]\d\d:?\d\d)$/.test(trimmed(value)) ? Date.parse(trimmed(value)) : NaN;
  return Number.isNaN(at) ? undefined : new Date(at).toISOString();
}

/** A reader of remote records of one shape. @throws REMOTE_RECORD_INVALID naming the record and its member */
export function recordReader<S extends Type.TSchema>(what: string, schema: S, nameOf: (record: Record<string, unknown>) => unknown): (record: unknown) => Type.Static<S> {
  const fits = ajv.compile<Type.Static<S>>(schema);
  return (record) => {
    if (fits(record)) return record;
    const error = fits.errors?.reduce((best, next) => (next.instancePath.length > best.instancePath.length ? next : best));
    const missing = error?.keyword === 'required' ? `/${String(error.params['missingProperty'])}` : '';
    const path = `${error?.instancePath ?? ''}${missing}` || '/';
    const name: unknown = typeof record === 'object' && record !== null ? nameOf(record as Record<string, unknown>) : undefined;
    const shown = typeof name === 'string' ? name.trim().slice(0, 60) : '?';
    throw new OperationError('REMOTE_RECORD_INVALID', `BlueCherry's ${what} ${shown} is not as agreed at ${path}: ${error?.message ?? 'not a record'}.`, { details: { record: shown, path } });
  };
}
