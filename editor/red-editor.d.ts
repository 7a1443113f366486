/** The part of Node-RED 5's editor that the kit's forms use. */

interface EditorSelection {
  trigger(event: string): EditorSelection;
  on(event: string, listener: () => void): EditorSelection;
  editableList<Row>(options: {
    addItem(container: EditorSelection, index: number, row: Row): void;
    readonly addButton: string | false;
    readonly header?: EditorSelection;
    readonly removable: boolean;
    readonly sortable: boolean | string;
    height?: number | 'auto';
  }): EditorSelection;
  editableList<Row>(command: 'addItem', row: Row): EditorSelection;
  readonly [index: number]: HTMLElement;
}

interface JQuery {
  (target: Element | string): EditorSelection;
  /** Relative addresses get the admin root and the signed-in user's token. */
  ajax(options: {
    readonly url: string;
    readonly method: string;
    readonly contentType?: string;
    readonly data?: string;
    readonly dataType: 'json';
    success(body: unknown): void;
    error(request: { readonly status: number; readonly responseText?: string }): void;
  }): unknown;
}

/** A node as the editor keeps it: its properties beside what the editor adds. */
interface EditorNode {
  readonly id: string;
  readonly type: string;
  readonly changed?: boolean;
  /** Looks a key up in the node's own catalogue. */
  _(key: string, values?: Readonly<Record<string, string | number>>): string;
  [property: string]: unknown;
}

/** Monaco or ACE, as the editor is set. */
interface TextEditor {
  getValue(): string;
  destroy(): void;
}

/** `RED` carries everything that a page script of Node-RED reaches. */
declare const RED: {
  readonly editor: {
    /** Monaco takes the element, ACE its id. */
    createEditor(options: { readonly id: string; readonly element: HTMLElement; readonly mode: string; readonly value: string }): TextEditor;
  };
  notify(message: string, options: { readonly type: 'success' | 'warning' | 'error'; readonly timeout?: number }): unknown;
};

declare const $: JQuery;
