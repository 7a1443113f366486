import { element } from '../page/element.ts';
import { findFault } from './find-fault.ts';
import type { FormField, Json } from './form-field.ts';
import type { OpenForm } from './open-form.ts';

type Row = Readonly<Record<string, Json>>;

/** A list of flat objects as a table: one line each, moved by its handle, a column per property. */
export function prepareRows(form: OpenForm, field: FormField): void {
  const list = listOf(form, field);
  if (!list) return;
  const columns = field.columns ?? [];
  const key = `${form.model.type}.fields.${field.name}`;
  const header = element('div', { class: 'selvedge-rows-header' }, ...columns.map((column) => element('span', {}, form.text(`${key}.columns.${column.name}.label`))));
  const widget = $(list).editableList<Row>({
    addButton: form.text(`${key}.add`),
    header: $(header),
    removable: true,
    sortable: true,
    height: 'auto',
    addItem: (container, _index, row) => {
      const line = container[0];
      line?.classList.add('selvedge-rows-line');
      line?.append(...columns.map((column) => cell(form, column, row[column.name] ?? column.value, `${key}.columns.${column.name}`)));
      // The editor's own remove link has no name; it is there once this call has returned.
      queueMicrotask(() => line?.parentElement?.querySelector('.red-ui-editableList-item-remove')?.setAttribute('aria-label', form.text('selvedge.form.removeRow')));
    },
  });
  const rows = form.node[field.name];
  for (const row of Array.isArray(rows) ? (rows as Row[]) : []) widget.editableList('addItem', row);
}

export function readRows(form: OpenForm, field: FormField): Json {
  const lines = listOf(form, field)?.querySelectorAll('.selvedge-rows-line');
  return Array.from(lines ?? []).map((line) =>
    Object.fromEntries(
      (field.columns ?? []).map((column) => {
        const input = line.querySelector<HTMLInputElement | HTMLSelectElement>(`[data-column="${CSS.escape(column.name)}"]`);
        return [column.name, input instanceof HTMLInputElement && column.control === 'checkbox' ? input.checked : (input?.value ?? '')];
      }),
    ),
  );
}

function listOf(form: OpenForm, field: FormField): HTMLElement | null {
  return form.container.querySelector(`[data-rows="${CSS.escape(field.name)}"]`);
}

function cell(form: OpenForm, column: FormField, value: Json, key: string): HTMLElement {
  const attributes = { 'data-column': column.name, 'aria-label': form.text(`${key}.label`) };
  if (column.control === 'select') {
    const options = (column.options ?? []).map((option) => element('option', { value: option }, form.text(`${key}.options.${option}`)));
    const select = element('select', attributes, ...options);
    select.value = textOf(value);
    return select;
  }
  if (column.control === 'checkbox') {
    const box = element('input', { type: 'checkbox', ...attributes });
    box.checked = value === true;
    return box;
  }
  const input = element('input', { type: 'text', spellcheck: 'false', ...attributes });
  input.value = textOf(value);
  const mark = (): void => {
    input.classList.toggle('input-error', findFault(column, input.value) !== null);
  };
  input.addEventListener('input', mark);
  mark();
  return input;
}

function textOf(value: Json): string {
  return typeof value === 'string' || typeof value === 'number' ? String(value) : '';
}
