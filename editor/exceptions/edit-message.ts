import type { OpenForm } from '../form/open-form.ts';
import { askHost } from '../host/ask-host.ts';
import { refusalText } from '../host/refusal-text.ts';
import { button } from '../page/button.ts';
import { element } from '../page/element.ts';
import type { OpenException } from './read-exceptions.ts';

/** Shows the kept payload of an exception in the editor's own text editor, to be corrected with a reason. */
export async function editMessage(place: HTMLElement, exception: OpenException, form: OpenForm, ended: (saved: boolean) => void): Promise<void> {
  const say = (key: string, values: Record<string, string | number> = {}): string => form.text(`selvedge.exceptions.edit.${key}`, values);
  place.replaceChildren(element('p', { class: 'selvedge-waiting' }, form.text('selvedge.exceptions.loading')));
  let payload: unknown;
  try {
    const { kept } = (await askHost('GET', `exceptions/${exception.id}`)) as { kept?: { payload?: unknown } };
    payload = kept?.payload;
  } catch (error) {
    place.replaceChildren(refusal(refusalText(error, form.node)), button(say('close'), () => ended(false), true));
    return;
  }
  const id = `selvedge-message-${exception.id}`;
  const box = element('div', { id, class: 'selvedge-message' });
  const why = element('input', { type: 'text', placeholder: say('why'), 'aria-label': say('why') });
  const outcome = element('div', { 'aria-live': 'polite' });
  const save = button(say('save'), () => void send(), true);
  place.replaceChildren(box, element('div', { class: 'selvedge-line' }, why, save, button(say('cancel'), () => close(false), true)), outcome);
  const editor = RED.editor.createEditor({ id, element: box, mode: 'ace/mode/json', value: JSON.stringify(payload, null, 2) });
  let open = true;
  const destroy = (): void => {
    if (open) editor.destroy();
    open = false;
  };
  // Also when the whole form is closed.
  $(box).on('remove', destroy);
  const close = (saved: boolean): void => {
    destroy();
    ended(saved);
  };
  const judge = (): void => {
    save.disabled = why.value.trim() === '';
  };
  why.addEventListener('input', judge);
  judge();
  const send = async (): Promise<void> => {
    let corrected: unknown;
    try {
      corrected = JSON.parse(editor.getValue());
    } catch (error) {
      outcome.replaceChildren(refusal(say('notJson', { problem: error instanceof Error ? error.message : String(error) })));
      return;
    }
    save.disabled = true;
    try {
      await askHost('POST', `exceptions/${exception.id}/edit`, { payload: corrected, why: why.value.trim() });
      close(true);
    } catch (error) {
      outcome.replaceChildren(refusal(refusalText(error, form.node)));
      judge();
    }
  };
}

function refusal(text: string): HTMLElement {
  return element('p', { class: 'selvedge-broken', role: 'alert' }, text);
}
