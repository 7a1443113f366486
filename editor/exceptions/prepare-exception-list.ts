import type { OpenForm } from '../form/open-form.ts';
import { askHost } from '../host/ask-host.ts';
import { refusalText } from '../host/refusal-text.ts';
import { button } from '../page/button.ts';
import { element } from '../page/element.ts';
import { causeSection } from './cause-section.ts';
import { readGroups } from './read-exceptions.ts';

/** Below the fields: what waits for a person, by cause, with what can be done about it. */
export function prepareExceptionList(form: OpenForm): void {
  const body = element('div', { class: 'selvedge-exceptions-body' });
  const load = async (): Promise<void> => {
    body.replaceChildren(element('p', { class: 'selvedge-quiet' }, form.text('selvedge.exceptions.loading')));
    try {
      body.replaceChildren(...draw(await askHost('GET', 'exceptions/groups'), form));
    } catch (error) {
      body.replaceChildren(element('p', { class: 'selvedge-broken', role: 'alert' }, refusalText(error, form.node)));
    }
  };
  const title = element('h4', {}, form.text(`${form.model.type}.list.title`));
  const refresh = button(form.text('selvedge.exceptions.refresh'), () => void load(), true);
  form.container.append(element('section', { class: 'selvedge-exceptions' }, element('header', {}, title, refresh), body));
  void load();
}

function draw(answer: unknown, form: OpenForm): HTMLElement[] {
  const { groups, total } = readGroups(answer);
  if (groups.length === 0) return [element('p', { class: 'selvedge-quiet' }, form.text('selvedge.exceptions.none'))];
  const shown = groups.reduce((sum, { count }) => sum + count, 0);
  const sections = groups.map((group, position) => causeSection(group, form, position));
  if (total <= shown) return sections;
  return [...sections, element('p', { class: 'selvedge-quiet' }, form.text('selvedge.exceptions.moreCauses', { shown, total }))];
}
