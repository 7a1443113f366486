import { element } from './element.ts';

/** A button in the editor's own look. */
export function button(label: string, onClick: () => void, small = false): HTMLButtonElement {
  const created = element('button', { type: 'button', class: `red-ui-button${small ? ' red-ui-button-small' : ''}` }, label);
  created.addEventListener('click', onClick);
  return created;
}
