import type { Spread } from '../../lib/operations/stock/usual-latency.ts';
import { element } from '../page/element.ts';
import type { AdviceNow } from './read-advice.ts';
import type { Say } from './show-result.ts';

const ways = ['completed', 'read', 'published'] as const;

/** How long the feed's cycles really take, and the buffer that this calls for. */
export function showAdvice({ feed, cycles, latency, suggestions }: AdviceNow, say: Say): readonly HTMLElement[] {
  if (feed === null || cycles === 0) return [element('p', { class: 'selvedge-quiet' }, say('nothing'))];
  const measured = ways.flatMap((way) => {
    const spread = latency[way];
    return spread ? [row(way, spread, say)] : [];
  });
  const head = element('tr', {}, ...['way', 'half', 'most'].map((column) => element('th', { scope: 'col' }, say(`columns.${column}`))));
  return [
    element('p', { class: 'selvedge-quiet' }, say('measured', { feed, cycles })),
    element('table', { class: 'selvedge-ats-steps' }, element('thead', {}, head), element('tbody', {}, ...measured)),
    ...(suggestions.length === 0 ? [element('p', { class: 'selvedge-quiet' }, say('noSuggestion'))] : suggestions.map(({ suggested, sentence }) => element('p', {}, element('b', {}, say(suggested.units === 1 ? 'suggestOne' : 'suggest', { units: suggested.units })), ` ${sentence}`))),
  ];
}

function row(way: (typeof ways)[number], { p50, p95 }: Spread, say: Say): HTMLElement {
  return element('tr', {}, element('th', { scope: 'row' }, say(`ways.${way}`)), element('td', {}, duration(p50)), element('td', {}, duration(p95)));
}

function duration(ms: number): string {
  const seconds = Math.round(ms / 1000);
  if (seconds < 120) return `${seconds} s`;
  const minutes = Math.round(seconds / 60);
  return minutes < 120 ? `${minutes} min` : `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}
