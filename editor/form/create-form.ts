import { prepareConnectionTest } from '../connection-test/prepare-connection-test.ts';
import { fillMissing } from './fill-missing.ts';
import { findFault } from './find-fault.ts';
import type { FormModel } from './form-field.ts';
import { inputOf, type FormExtension, type OpenForm } from './open-form.ts';
import { pressButton } from './press-button.ts';
import { readValue } from './read-value.ts';
import { prepareRows } from './rows-field.ts';
import { showByCondition } from './show-by-condition.ts';
import { widenForVariable } from './widen-for-variable.ts';

/** The functions that a generated `registerType` call names. */
export interface GeneratedForm {
  /** True, or why the value does not fit. */
  validate(node: EditorNode, name: string, value: unknown): true | string;
  label(node: EditorNode): string;
  portLabel(node: EditorNode, side: 'inputs' | 'outputs', index: number): string;
  prepare(node: EditorNode): void;
  save(node: EditorNode): void;
  press(node: EditorNode): void;
}

export function createForm(model: FormModel, extension?: FormExtension): GeneratedForm {
  const open = (node: EditorNode): OpenForm | null => {
    const forms = document.querySelectorAll<HTMLElement>(`#${model.kind === 'account' ? 'node-config-dialog-edit-form' : 'dialog-form'} .selvedge-form`);
    const container = forms[forms.length - 1];
    return container ? { node, model, container, text: (key, values) => node._(key, values) } : null;
  };
  return {
    validate: (node, name, value) => {
      const field = model.fields.find((candidate) => candidate.name === name);
      const hidden = field?.when && !field.when.is.includes(String(node[field.when.property]));
      // A flow file of an older version lacks what was added since: there the runtime takes the default.
      const found = field && !hidden ? findFault(field, value ?? field.value) : null;
      return found ? node._(`selvedge.faults.${found.key}`, found.values) : true;
    },
    label: (node) => labelOf(model, node),
    portLabel: (node, side, index) => node._(`${model.type}.ports.${side}.${index}`),
    prepare: (node) => {
      const form = open(node);
      if (form) prepareForm(form, extension);
    },
    save: (node) => {
      const form = open(node);
      if (form) saveForm(form);
    },
    press: (node) => void pressButton(node),
  };
}

function labelOf(model: FormModel, node: EditorNode): string {
  const { name } = node;
  if (typeof name === 'string' && name !== '') return name;
  const field = model.fields.find((candidate) => candidate.name === model.labelFrom);
  const value = field && node[field.name];
  if (!field || typeof value !== 'string' || value === '') return node._(`${model.type}.label`);
  return field.control === 'select' ? node._(`${model.type}.fields.${field.name}.options.${value}`) : value;
}

function prepareForm(form: OpenForm, extension: FormExtension | undefined): void {
  for (const field of form.model.fields) {
    fillMissing(form, field);
    const input = inputOf(form, field.name);
    if (field.control === 'rows') prepareRows(form, field);
    if (field.control === 'lines' && input) input.value = ((form.node[field.name] ?? []) as unknown[]).join('\n');
    if (field.control === 'number' && input instanceof HTMLInputElement) widenForVariable(input);
    showByCondition(form, field);
    const value = form.node[field.name];
    const details = input?.closest('details');
    if (details && !field.credential && findFault(field, value)) details.open = true;
  }
  if (form.model.connectionTest) prepareConnectionTest(form);
  extension?.prepare(form);
}

/**
 * Node-RED itself saves every input as text. Fields of another type are saved here, and their inputs lose the name by
 * which Node-RED would find them afterwards.
 */
function saveForm(form: OpenForm): void {
  for (const field of form.model.fields) {
    if (field.control !== 'number' && field.control !== 'lines' && field.control !== 'rows') continue;
    const value = readValue(form, field);
    inputOf(form, field.name)?.removeAttribute('id');
    form.node[field.name] = value;
  }
}
