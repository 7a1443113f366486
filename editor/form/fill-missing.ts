import type { FormField } from './form-field.ts';
import { inputOf, type OpenForm } from './open-form.ts';

/** Shows the default where a flow file of an older version has no value: it is what counts until now, and what is saved. */
export function fillMissing(form: OpenForm, field: FormField): void {
  if (field.credential || form.node[field.name] !== undefined) return;
  form.node[field.name] = structuredClone(field.value);
  const input = inputOf(form, field.name);
  if (input instanceof HTMLInputElement && field.control === 'checkbox') input.checked = field.value === true;
  else if (input && (typeof field.value === 'string' || typeof field.value === 'number')) input.value = String(field.value);
}
