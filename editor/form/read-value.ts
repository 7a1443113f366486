import { toLines } from './find-fault.ts';
import type { FormField, Json } from './form-field.ts';
import { inputOf, type OpenForm } from './open-form.ts';
import { readRows } from './rows-field.ts';
import { toNumber } from './to-number.ts';

/** What a field holds in the form, in the type that the schema gives it. `${VARIABLE}` stays text. */
export function readValue(form: OpenForm, field: FormField): Json {
  if (field.control === 'rows') return readRows(form, field);
  const input = inputOf(form, field.name);
  if (!input) return form.node[field.name] as Json;
  switch (field.control) {
    case 'checkbox':
      return (input as HTMLInputElement).checked;
    case 'number':
      return toNumber(input.value);
    case 'lines':
      return toLines(input.value);
    case 'account':
      return input.value === '_ADD_' ? '' : input.value;
    default:
      return input.value;
  }
}
