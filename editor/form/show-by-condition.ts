import type { FormField } from './form-field.ts';
import { inputOf, rowOf, type OpenForm } from './open-form.ts';

/** Shows a field only while another one has one of the values that its `when` names. */
export function showByCondition(form: OpenForm, field: FormField): void {
  const { when } = field;
  const row = rowOf(form, field.name);
  const master = when && inputOf(form, when.property);
  if (!when || !row || !master) return;
  const update = (): void => {
    const value = master instanceof HTMLInputElement && master.type === 'checkbox' ? String(master.checked) : master.value;
    row.hidden = !when.is.includes(value);
  };
  // jQuery's own change events (Node-RED sets values by them) do not reach addEventListener.
  $(master).on('change', update);
  update();
}
