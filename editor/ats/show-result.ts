import type { AtsPolicy } from '../../lib/operations/stock/policy.ts';
import { calculateLevel, type AtsResult } from '../../lib/operations/stock/calculate-level.ts';
import { checkPolicy } from '../../lib/operations/stock/check-policy.ts';
import { element } from '../page/element.ts';
import { contextOf, type Example } from './example.ts';
import type { PolicyInForm } from './read-policy.ts';

export type Say = (key: string, values?: Readonly<Record<string, string | number>>) => string;

/** The figure of the example under the policy as it stands, and how it comes about; or why there is none. */
export function showResult(example: Example, { policy, wrong, unknown }: PolicyInForm, say: Say, label: (field: string) => string): readonly HTMLElement[] {
  if (!policy) return [fault(say('wrong', { fields: wrong.map(label).join(', ') }))];
  const problems = checkPolicy(policy).map(fault);
  const notes = unknown.length === 0 ? [] : [element('p', { class: 'selvedge-quiet' }, say('unknown', { fields: unknown.map(label).join(', ') }))];
  try {
    return [...problems, ...show(calculateLevel(example.position, policy, contextOf(example, policy)), policy, say), ...notes];
  } catch (error) {
    return [...problems, fault(error instanceof Error ? error.message : String(error)), ...notes];
  }
}

function show({ level, steps }: AtsResult, policy: AtsPolicy, say: Say): readonly HTMLElement[] {
  const { published, oversold, stale } = level;
  const told = [say(published === 1 ? 'shownOne' : 'shown', { channel: policy.channel || say('channel'), units: published })];
  if (oversold > 0) told.push(say('oversold', { units: oversold }));
  if (stale) told.push(say(policy.stale.then === 'zero' ? 'staleZero' : 'staleKept'));
  const head = element('tr', {}, ...['step', 'units', 'left'].map((column) => element('th', { scope: 'col' }, say(`columns.${column}`))));
  const rows = steps.map(({ step, units, total }, index) =>
    element('tr', {}, element('th', { scope: 'row' }, say(`steps.${step}`)), element('td', {}, index === 0 ? String(units) : signed(units)), element('td', {}, whole(total))),
  );
  const last = element('tr', { class: 'selvedge-ats-shown' }, element('th', { scope: 'row' }, say('published')), element('td'), element('td', {}, whole(published)));
  return [
    element('p', { class: `selvedge-ats-figure${oversold > 0 || stale ? ' selvedge-broken' : ''}` }, told.join(' ')),
    element('table', { class: 'selvedge-ats-steps' }, element('thead', {}, head), element('tbody', {}, ...rows, last)),
  ];
}

const fault = (sentence: string): HTMLElement => element('p', { class: 'selvedge-broken', role: 'alert' }, element('i', { class: 'fa fa-exclamation-circle', 'aria-hidden': 'true' }), ` ${sentence}`);
const whole = (units: number): string => String(units).replace('-', '−');
const signed = (units: number): string => (units > 0 ? `+${units}` : whole(units));
