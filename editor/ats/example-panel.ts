import { button } from '../page/button.ts';
import { element } from '../page/element.ts';
import { inputsOf, workedInputs, type Example, type ExampleInputs } from './example.ts';
import { figureInputs, type FigureInputs } from './figure-inputs.ts';
import type { PositionNow } from './read-advice.ts';
import type { Say } from './show-result.ts';
import { workedCycle, workedPosition } from '../../lib/operations/stock/worked-position.ts';

const numbers = ['ageMinutes', 'unitsPerHour', 'pending', 'ordersReadMinutes', 'publishMinutes'] as const;
type NumberInput = (typeof numbers)[number];

export interface ExamplePanel {
  readonly element: HTMLElement;
  /** Where the figure and its steps are shown. */
  readonly result: HTMLElement;
  /** As it stands in the inputs. */
  read(): Example;
  /** Codes to choose from while one is typed. */
  offer(skuCodes: readonly string[]): void;
}

export interface PanelParts {
  readonly say: Say;
  /** All terms there are, in their order. */
  readonly terms: readonly string[];
  /** How the host knows the SKU, or throws why it does not. */
  readonly lookUp: (skuCode: string) => Promise<PositionNow>;
  readonly changed: () => void;
  /** A failure of the look-up in words. */
  readonly why: (error: unknown) => string;
}

/** A SKU, what its figure depends on, and the result. */
export function examplePanel({ say, terms, lookUp, changed, why }: PanelParts): ExamplePanel {
  let cycle = workedCycle;
  let figures: FigureInputs = figureInputs(workedPosition, terms, say);
  const result = element('div', { class: 'selvedge-ats-result', 'aria-live': 'polite' });
  const shelf = element('div', {});
  const outcome = element('p', { class: 'selvedge-quiet', role: 'status' });
  const codes = element('datalist', { id: 'selvedge-ats-codes' });
  const sku = element('input', { type: 'text', list: 'selvedge-ats-codes', spellcheck: 'false', placeholder: say('skuPlaceholder'), 'aria-label': say('sku') });
  const inputs = new Map<NumberInput | 'groups', HTMLInputElement>([...numbers, 'groups' as const].map((name) => [name, element('input', { type: 'text', ...(name === 'groups' ? {} : { inputmode: 'decimal' }) })]));

  const show = (next: { readonly cycle: typeof cycle; readonly position: typeof workedPosition; readonly inputs: ExampleInputs }): void => {
    cycle = next.cycle;
    figures = figureInputs(next.position, terms, say);
    shelf.replaceChildren(...figures.elements);
    for (const name of numbers) input(name).value = String(next.inputs[name] ?? '');
    input('groups').value = next.inputs.groups.join(' ');
    changed();
  };
  const input = (name: NumberInput | 'groups'): HTMLInputElement => inputs.get(name) ?? element('input');
  const number = (name: NumberInput): number | null => {
    const text = input(name).value.trim();
    const value = Number(text);
    return text === '' || !Number.isFinite(value) || value < 0 ? null : value;
  };
  const look = async (): Promise<void> => {
    const code = sku.value.trim();
    if (code === '') {
      outcome.textContent = say('worked', { sku: workedPosition.skuCode });
      show({ cycle: workedCycle, position: workedPosition, inputs: workedInputs });
      return;
    }
    outcome.textContent = say('looking');
    try {
      const found = await lookUp(code);
      outcome.textContent = say('found', { sku: found.position.skuCode, cycle: found.cycle.cycleId });
      show({ ...found, inputs: inputsOf(found.context) });
    } catch (error) {
      outcome.textContent = why(error);
    }
  };
  sku.addEventListener('keydown', (event) => {
    if (event.key !== 'Enter') return;
    event.preventDefault();
    void look();
  });
  for (const [name, field] of inputs) field.setAttribute('data-example', name);
  const fields = [...inputs].map(([name, field]) => element('label', {}, element('span', {}, say(`inputs.${name}`)), field));
  const panel = element(
    'section',
    { class: 'selvedge-ats-example' },
    element('h4', {}, say('title')),
    element('div', { class: 'selvedge-line' }, sku, button(say('look'), () => void look(), true), codes),
    outcome,
    result,
    element('div', { class: 'selvedge-ats-inputs' }, ...fields),
    shelf,
  );
  panel.addEventListener('input', changed);
  outcome.textContent = say('worked', { sku: workedPosition.skuCode });
  queueMicrotask(() => show({ cycle: workedCycle, position: workedPosition, inputs: workedInputs }));
  return {
    element: panel,
    result,
    read: () => ({
      cycle,
      position: figures.read(),
      inputs: {
        ageMinutes: number('ageMinutes') ?? 0,
        unitsPerHour: number('unitsPerHour') ?? 0,
        pending: Math.floor(number('pending') ?? 0),
        ordersReadMinutes: number('ordersReadMinutes'),
        publishMinutes: number('publishMinutes') ?? 0,
        groups: input('groups').value.split(/\s+/).filter((name) => name !== ''),
      },
    }),
    offer: (skuCodes) => codes.replaceChildren(...skuCodes.map((code) => element('option', { value: code }))),
  };
}
