import { rowOf, type OpenForm } from '../form/open-form.ts';
import { askHost } from '../host/ask-host.ts';
import { refusalText } from '../host/refusal-text.ts';
import { element } from '../page/element.ts';
import { showAdvice } from './advice-section.ts';
import { examplePanel } from './example-panel.ts';
import { readAdvice, readPosition } from './read-advice.ts';
import { readPolicy } from './read-policy.ts';
import { showResult, type Say } from './show-result.ts';

/** The first field of each section of the form. */
const sections = { formula: 'counts', workInProgress: 'ahead', allocationPercent: 'share', bufferFixed: 'buffer', lateAfterMinutes: 'stale', hotGroups: 'hot' } as const;

const settleMs = 150;

/** Beside the fields: an example that recalculates with every edit, and what was measured of the feed. */
export function prepareAtsForm(form: OpenForm): void {
  const say = (part: string): Say => (key, values) => form.text(`${form.model.type}.${part}.${key}`, values);
  for (const [field, section] of Object.entries(sections)) rowOf(form, field)?.before(element('h4', { class: 'selvedge-section' }, say('sections')(section)));

  let timer: ReturnType<typeof setTimeout> | undefined;
  const later = (): void => {
    clearTimeout(timer);
    timer = setTimeout(recalculate, settleMs);
  };
  const route = (question: string): string => `ats/${encodeURIComponent(form.node.id)}/${question}`;
  const lookUp = async (skuCode: string): Promise<ReturnType<typeof readPosition>> => readPosition(await askHost('GET', route(`position?sku=${encodeURIComponent(skuCode)}`)));
  const terms = form.model.fields.find(({ name }) => name === 'terms')?.columns?.[0]?.options ?? [];
  const panel = examplePanel({ say: say('example'), terms, lookUp, changed: later, why: (error) => refusalText(error, form.node) });
  const recalculate = (): void => panel.result.replaceChildren(...showResult(panel.read(), readPolicy(form), say('example'), (field) => form.text(`${form.model.type}.fields.${field}.label`)));

  const fields = element('div', { class: 'selvedge-ats-fields' }, ...form.container.childNodes);
  const advice = element('div', { class: 'selvedge-ats-advice' });
  const beside = element('div', { class: 'selvedge-ats' }, panel.element, element('section', {}, element('h4', {}, say('advice')('title')), advice));
  form.container.append(element('div', { class: 'selvedge-ats-form' }, element('div', { class: 'selvedge-ats-columns' }, fields, beside)));

  fields.addEventListener('input', later);
  // jQuery's own change events (Node-RED's widgets) do not reach addEventListener, and a removed row tells nobody.
  $(fields).on('change', later);
  for (const list of fields.querySelectorAll('[data-rows]')) new MutationObserver(later).observe(list, { childList: true, subtree: true });

  void askHost('GET', route('advice'))
    .then(readAdvice)
    .then((known) => {
      advice.replaceChildren(...showAdvice(known, say('advice')));
      panel.offer(known.sellers);
    })
    .catch((error: unknown) => advice.replaceChildren(element('p', { class: 'selvedge-quiet' }, refusalText(error, form.node))));
}
