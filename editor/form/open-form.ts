import type { FormModel } from './form-field.ts';

/** A form that is open in the editor, as its parts see it. */
export interface OpenForm {
  readonly node: EditorNode;
  readonly model: FormModel;
  readonly container: HTMLElement;
  /** A text of the node's catalogue. */
  text(key: string, values?: Readonly<Record<string, string | number>>): string;
}

/** What a node's own `<type>.editor.ts` adds to the generated form. */
export interface FormExtension {
  /** Called when the generated fields stand and hold the node's values. */
  prepare(form: OpenForm): void;
}

/** Node-RED names the input of a property so; config nodes have a prefix of their own. */
export function inputOf(form: OpenForm, name: string): HTMLInputElement | HTMLSelectElement | HTMLTextAreaElement | null {
  const prefix = form.model.kind === 'account' ? 'node-config-input' : 'node-input';
  return form.container.querySelector(`#${prefix}-${CSS.escape(name)}`);
}

export function rowOf(form: OpenForm, name: string): HTMLElement | null {
  return form.container.querySelector(`[data-field="${CSS.escape(name)}"]`);
}
