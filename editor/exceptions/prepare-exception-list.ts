import type { OpenForm } from '../form/open-form.ts';
import { askHost } from '../host/ask-host.ts';
import { refusalText } from '../host/refusal-text.ts';
import { button } from '../page/button.ts';
import { element } from '../page/element.ts';
import { exceptionRow } from './exception-row.ts';
import { readExceptions } from './read-exceptions.ts';

/** Below the fields: what waits for a person, with Replay and Dismiss on every line. */
export function prepareExceptionList(form: OpenForm): void {
  const body = element('div', { class: 'selvedge-exceptions-body', 'aria-live': 'polite' });
  const load = async (): Promise<void> => {
    body.replaceChildren(element('p', { class: 'selvedge-quiet' }, form.text('selvedge.exceptions.loading')));
    try {
      body.replaceChildren(...draw(await askHost('GET', 'exceptions?state=open'), form));
    } catch (error) {
      body.replaceChildren(element('p', { class: 'selvedge-broken' }, refusalText(error, form.node)));
    }
  };
  const title = element('h4', {}, form.text(`${form.model.type}.list.title`));
  const refresh = button(form.text('selvedge.exceptions.refresh'), () => void load(), true);
  form.container.append(element('section', { class: 'selvedge-exceptions' }, element('header', {}, title, refresh), body));
  void load();
}

function draw(answer: unknown, form: OpenForm): HTMLElement[] {
  const { items, total } = readExceptions(answer);
  if (items.length === 0) return [element('p', { class: 'selvedge-quiet' }, form.text('selvedge.exceptions.none'))];
  const heads = ['what', 'key', 'owner', 'age', 'actions'].map((column) =>
    element('th', { scope: 'col' }, form.text(`selvedge.exceptions.columns.${column}`)),
  );
  const table = element(
    'table',
    {},
    element('thead', {}, element('tr', {}, ...heads)),
    element('tbody', {}, ...items.map((item) => exceptionRow(item, form))),
  );
  if (total <= items.length) return [table];
  return [table, element('p', { class: 'selvedge-quiet' }, form.text('selvedge.exceptions.more', { shown: items.length, total }))];
}
