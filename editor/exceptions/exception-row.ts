import type { OpenForm } from '../form/open-form.ts';
import { askHost } from '../host/ask-host.ts';
import { refusalText } from '../host/refusal-text.ts';
import { ageOf } from '../page/age-of.ts';
import { button } from '../page/button.ts';
import { element } from '../page/element.ts';
import type { OpenException } from './read-exceptions.ts';

/** One exception: what is wrong, whose it is, how old, and the two things a person can do about it. */
export function exceptionRow(exception: OpenException, form: OpenForm): HTMLTableRowElement {
  const actions = element('td', { class: 'selvedge-actions' });
  const say = (key: string, values: Record<string, string | number> = {}): string => form.text(`selvedge.exceptions.${key}`, values);
  const offer = (): void => {
    actions.replaceChildren(button(say('replay'), () => void act('replay', {}), true), button(say('dismiss'), askReason, true));
  };
  const act = async (action: 'replay' | 'dismiss', body: object): Promise<void> => {
    actions.replaceChildren(element('span', { class: 'selvedge-waiting' }, say(`${action}Pending`)));
    try {
      await askHost('POST', `exceptions/${exception.id}/${action}`, body);
      actions.replaceChildren(element('span', { class: 'selvedge-good' }, say(`${action}Done`)));
    } catch (error) {
      offer();
      actions.append(element('div', { class: 'selvedge-broken', role: 'alert' }, refusalText(error, form.node)));
    }
  };
  const askReason = (): void => {
    const reason = element('input', { type: 'text', placeholder: say('reason'), 'aria-label': say('reason') });
    const confirm = button(say('dismiss'), () => void act('dismiss', { reason: reason.value.trim() }), true);
    const judge = (): void => {
      confirm.disabled = reason.value.trim() === '';
    };
    reason.addEventListener('input', judge);
    reason.addEventListener('keydown', (event) => {
      if (event.key === 'Enter' && !confirm.disabled) confirm.click();
      if (event.key !== 'Escape') return;
      // The editor would close the whole form on this key.
      event.stopPropagation();
      offer();
    });
    actions.replaceChildren(reason, confirm, button(say('cancel'), offer, true));
    judge();
    reason.focus();
  };
  offer();
  return element(
    'tr',
    {},
    element('td', {}, element('div', {}, exception.title), element('div', { class: 'selvedge-quiet' }, exception.message), element('code', {}, exception.code)),
    element('td', {}, element('code', {}, exception.key)),
    element('td', {}, exception.owner),
    element('td', { title: new Date(exception.lastSeenAt).toLocaleString() }, ageOf(exception.lastSeenAt, Date.now()), ...attemptsOf(exception, say)),
    actions,
  );
}

function attemptsOf({ attempts }: OpenException, say: (key: string, values: Record<string, number>) => string): HTMLElement[] {
  return attempts > 1 ? [element('div', { class: 'selvedge-quiet' }, say('attempts', { attempts }))] : [];
}
