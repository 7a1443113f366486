import type { FormField } from './form-field.ts';

/** Why a value does not fit its field: a key under `selvedge.faults` in the locale file, with what it names. */
export interface Fault {
  readonly key: 'required' | 'number' | 'integer' | 'atLeast' | 'atMost' | 'between' | 'shorter' | 'longer' | 'pattern' | 'option' | 'rows' | 'row';
  readonly values: Readonly<Record<string, string | number>>;
}

/** `${VARIABLE}`: Node-RED puts the environment's value in when the flow starts, so the form cannot judge it. */
const placeholder = /^\$\{[A-Za-z_]\w*\}$/;

const fault = (key: Fault['key'], values: Fault['values'] = {}): Fault => ({ key, values });

/**
 * Judges a value as it stands in the form (text) or on the node (number, array). Null when it fits.
 */
export function findFault(field: FormField, value: unknown): Fault | null {
  if (typeof value === 'string' && placeholder.test(value.trim())) return null;
  switch (field.control) {
    case 'checkbox':
    case 'account':
      return null;
    case 'number':
      return findNumberFault(field, value);
    case 'select':
      return field.options?.includes(String(value)) ? null : fault('option');
    case 'rows':
      return findRowsFault(field, Array.isArray(value) ? value : []);
    case 'lines':
      return findLinesFault(field, toLines(value));
    default:
      return findTextFault(field, value);
  }
}

/** Lines of a text area, without empty ones; an array stays what it is. */
export function toLines(value: unknown): string[] {
  const lines = Array.isArray(value) ? value.map(String) : asText(value).split('\n');
  return lines.map((line) => line.trim()).filter((line) => line !== '');
}

function asText(value: unknown): string {
  return typeof value === 'string' || typeof value === 'number' ? String(value) : '';
}

function findNumberFault(field: FormField, value: unknown): Fault | null {
  const text = asText(value).trim();
  if (text === '') return field.required ? fault('required') : null;
  const number = Number(text);
  if (!Number.isFinite(number)) return fault('number');
  if (field.integer && !Number.isInteger(number)) return fault('integer');
  const { minimum, maximum } = field;
  if ((minimum === undefined || number >= minimum) && (maximum === undefined || number <= maximum)) return null;
  if (minimum !== undefined && maximum !== undefined) return fault('between', { minimum, maximum });
  return minimum === undefined ? fault('atMost', { maximum: maximum ?? '' }) : fault('atLeast', { minimum });
}

function findTextFault(field: FormField, value: unknown): Fault | null {
  const text = asText(value);
  if (text.trim() === '') return field.required ? fault('required') : null;
  if (field.minLength !== undefined && text.length < field.minLength) return fault('longer', { minimum: field.minLength });
  if (field.maxLength !== undefined && text.length > field.maxLength) return fault('shorter', { maximum: field.maxLength });
  if (field.pattern !== undefined && !new RegExp(field.pattern, 'u').test(text)) return fault('pattern');
  return null;
}

function findLinesFault(field: FormField, lines: readonly string[]): Fault | null {
  if (lines.length < (field.minItems ?? 0)) return fault('required');
  const wrong = lines.findIndex((line) => field.pattern !== undefined && !new RegExp(field.pattern, 'u').test(line));
  return wrong === -1 ? null : fault('row', { row: wrong + 1 });
}

function findRowsFault(field: FormField, rows: readonly unknown[]): Fault | null {
  if (rows.length < (field.minItems ?? 0)) return fault('rows', { minimum: field.minItems ?? 0 });
  const wrong = rows.findIndex((row) =>
    field.columns?.some((column) => findFault(column, (row as Record<string, unknown>)[column.name]) !== null),
  );
  return wrong === -1 ? null : fault('row', { row: wrong + 1 });
}
