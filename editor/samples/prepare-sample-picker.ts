import { inputOf, type OpenForm } from '../form/open-form.ts';
import { askHost } from '../host/ask-host.ts';
import { refusalText } from '../host/refusal-text.ts';
import { button } from '../page/button.ts';
import { element } from '../page/element.ts';
import { findSamples, readSamples, type SampleEntry } from './read-samples.ts';

/** Replaces the text field of property `sample` by a list to search and choose from; the field keeps the value. */
export async function prepareSamplePicker(form: OpenForm): Promise<void> {
  const input = inputOf(form, 'sample');
  if (!(input instanceof HTMLInputElement)) return;
  const search = element('input', {
    type: 'search',
    placeholder: form.text('selvedge.samples.search'),
    'aria-label': form.text('selvedge.samples.search'),
  });
  const list = element('div', { class: 'selvedge-list', role: 'radiogroup', 'aria-label': form.text(`${form.model.type}.fields.sample.label`) });
  input.type = 'hidden';
  input.parentElement?.append(element('div', { class: 'selvedge-picker' }, search, list));
  list.append(note(form.text('selvedge.samples.loading')));
  try {
    const samples = readSamples(await askHost('GET', 'samples'));
    const show = (): void => list.replaceChildren(...draw(samples, search.value, input, form));
    search.addEventListener('input', show);
    show();
    list.querySelector('input:checked')?.closest('label')?.scrollIntoView({ block: 'nearest' });
  } catch (error) {
    const again = button(form.text('selvedge.host.again'), () => {
      search.parentElement?.remove();
      void prepareSamplePicker(form);
    }, true);
    list.replaceChildren(note(refusalText(error, form.node), 'selvedge-broken'), again);
  }
}

function draw(samples: readonly SampleEntry[], search: string, input: HTMLInputElement, form: OpenForm): HTMLElement[] {
  if (samples.length === 0) return [note(form.text('selvedge.samples.none'))];
  const groups = findSamples(samples, search);
  if (groups.size === 0) return [note(form.text('selvedge.samples.noMatch', { search }))];
  return [...groups].flatMap(([entity, members]) => [
    element('div', { class: 'selvedge-list-group' }, `${entity.replaceAll('-', ' ')} (${members.length})`),
    ...members.map((sample) => choice(sample, input)),
  ]);
}

function choice(sample: SampleEntry, input: HTMLInputElement): HTMLElement {
  const radio = element('input', { type: 'radio', name: 'selvedge-sample', value: sample.id });
  radio.checked = sample.id === input.value;
  radio.addEventListener('change', () => {
    input.value = sample.id;
    $(input).trigger('change');
  });
  return element(
    'label',
    { class: 'selvedge-list-line' },
    radio,
    element('span', { class: 'selvedge-list-title' }, sample.title),
    element('span', { class: 'selvedge-list-summary' }, sample.summary),
  );
}

function note(text: string, state = 'selvedge-quiet'): HTMLElement {
  return element('p', { class: state }, text);
}
