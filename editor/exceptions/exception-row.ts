import type { OpenForm } from '../form/open-form.ts';
import { askHost } from '../host/ask-host.ts';
import { refusalText } from '../host/refusal-text.ts';
import { ageOf } from '../page/age-of.ts';
import { askReason } from '../page/ask-reason.ts';
import { button } from '../page/button.ts';
import { element } from '../page/element.ts';
import { editMessage } from './edit-message.ts';
import type { OpenException } from './read-exceptions.ts';

type Action = 'replay' | 'dismiss' | 'assign';

/**
 * One record: who has it, how old it is, and what a person can do about it; its sentence where it says more than the one
 * that its cause is shown with.
 */
export function exceptionRow(exception: OpenException, form: OpenForm, shown: string): HTMLElement {
  const say = (key: string, values: Record<string, string | number> = {}): string => form.text(`selvedge.exceptions.${key}`, values);
  const actions = element('div', { class: 'selvedge-actions' });
  const below = element('div', { class: 'selvedge-below' });
  const state = element('span', { class: 'selvedge-quiet' }, stateWords(exception, say));
  const offer = (): void => {
    const dismissal = { reason: say('reason'), confirm: say('dismiss'), cancel: say('cancel') };
    actions.replaceChildren(
      ...(exception.state === 'replaying'
        ? []
        : [
            button(say('replay'), () => void act('replay', {}), true),
            button(say('edit.button'), () => void editMessage(below, exception, form, afterEdit), true),
            button(say('dismiss'), () => askReason(actions, dismissal, (reason) => void act('dismiss', { reason }), offer), true),
          ]),
      exception.assignedTo === null
        ? button(say('assign'), () => void act('assign', {}), true)
        : button(say('giveBack'), () => void act('assign', { to: null }, 'giveBackDone'), true),
    );
  };
  const afterEdit = (saved: boolean): void => {
    below.replaceChildren(...(saved ? [element('p', { class: 'selvedge-good' }, say('edit.done'))] : []));
  };
  const act = async (action: Action, body: object, done = `${action}Done`): Promise<void> => {
    actions.replaceChildren(element('span', { class: 'selvedge-waiting' }, say(`${action}Pending`)));
    try {
      await askHost('POST', `exceptions/${exception.id}/${action}`, body);
      actions.replaceChildren(element('span', { class: 'selvedge-good' }, say(done)));
    } catch (error) {
      offer();
      actions.append(element('div', { class: 'selvedge-broken', role: 'alert' }, refusalText(error, form.node)));
    }
  };
  const bare = (text: string): string => text.replace(/[.\s]+$/, '');
  const sentence = bare(exception.message) === bare(shown) ? [] : [element('div', { class: 'selvedge-quiet' }, exception.message)];
  offer();
  return element(
    'li',
    { class: 'selvedge-exception' },
    element('div', { class: 'selvedge-what' }, element('div', {}, element('code', {}, exception.key), ' ', state), ...sentence),
    actions,
    element('span', { class: 'selvedge-age', title: new Date(exception.lastSeenAt).toLocaleString() }, ageOf(exception.lastSeenAt, Date.now())),
    below,
  );
}

function stateWords({ state, assignedTo, edited, attempts }: OpenException, say: (key: string, values?: Record<string, string | number>) => string): string {
  return [
    say(`states.${state}`, { person: assignedTo ?? '' }),
    ...(edited ? [say('edited')] : []),
    ...(attempts > 1 ? [say('attempts', { attempts })] : []),
  ].join(' · ');
}
