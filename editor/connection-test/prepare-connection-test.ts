import type { ConnectionReport } from '../../lib/connectors/contract.ts';
import type { OpenForm } from '../form/open-form.ts';
import { readValue } from '../form/read-value.ts';
import { askHost } from '../host/ask-host.ts';
import { refusalText } from '../host/refusal-text.ts';
import { button } from '../page/button.ts';
import { element } from '../page/element.ts';
import { readReport } from './read-report.ts';

/** "Test the connection" of an account: tries the values as they stand in the form, and answers where it was clicked. */
export function prepareConnectionTest(form: OpenForm): void {
  const outcome = element('div', { class: 'selvedge-outcome', role: 'status', 'aria-live': 'polite' });
  const press = button(form.text('selvedge.connectionTest.button'), () => void run());
  const run = async (): Promise<void> => {
    press.disabled = true;
    outcome.replaceChildren(line('selvedge-waiting', 'fa-circle-o-notch', form.text('selvedge.connectionTest.pending')));
    try {
      const report = readReport(await askHost('POST', `connection-test/${form.model.type}`, currentValues(form)));
      outcome.replaceChildren(...show(report, form));
    } catch (error) {
      outcome.replaceChildren(line('selvedge-broken', 'fa-times-circle', refusalText(error, form.node)));
    } finally {
      press.disabled = false;
    }
  };
  form.container.querySelector('.selvedge-connection-test')?.append(press, outcome);
}

function currentValues(form: OpenForm): { id: string; config: object; credentials: object } {
  const values = (secret: boolean): object =>
    Object.fromEntries(form.model.fields.filter((field) => (field.credential ?? false) === secret).map((field) => [field.name, readValue(form, field)]));
  return { id: form.node.id, config: values(false), credentials: values(true) };
}

function show(report: ConnectionReport, form: OpenForm): HTMLElement[] {
  const state = report.ok ? 'good' : 'broken';
  const headline = `${form.text(`selvedge.connectionTest.${state}`)} ${report.summary}`;
  const facts = report.details.flatMap(({ label, value }) => [element('dt', {}, label), element('dd', {}, value)]);
  return [
    line(`selvedge-${state}`, report.ok ? 'fa-check-circle' : 'fa-times-circle', headline, report.ok ? undefined : report.code),
    ...(facts.length > 0 ? [element('dl', { class: 'selvedge-facts' }, ...facts)] : []),
  ];
}

function line(state: string, icon: string, text: string, code?: string): HTMLElement {
  return element(
    'p',
    { class: state },
    element('i', { class: `fa ${icon}`, 'aria-hidden': 'true' }),
    element('span', {}, text, ...(code === undefined ? [] : [' ', element('code', {}, code)])),
  );
}
