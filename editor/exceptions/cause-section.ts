import type { OpenForm } from '../form/open-form.ts';
import { askHost } from '../host/ask-host.ts';
import { refusalText } from '../host/refusal-text.ts';
import { ageOf } from '../page/age-of.ts';
import { askReason } from '../page/ask-reason.ts';
import { button } from '../page/button.ts';
import { element } from '../page/element.ts';
import { exceptionRow } from './exception-row.ts';
import { followBatch } from './follow-batch.ts';
import { previewWords, readPreview } from './preview-words.ts';
import { readBatch, readExceptions, type CauseGroup } from './read-exceptions.ts';

/** All that wait for one reason: what it is, how many, and what can be done about all of them; opened, the single ones. */
export function causeSection(group: CauseGroup, form: OpenForm, position: number): HTMLElement {
  const { cause, count, replaying } = group;
  const say = (key: string, values: Record<string, string | number> = {}): string => form.text(`selvedge.exceptions.${key}`, values);
  const outcome = element('div', { class: 'selvedge-outcome', 'aria-live': 'polite' });
  const actions = element('div', { class: 'selvedge-actions' });
  const singles = element('ul', { class: 'selvedge-singles', id: `selvedge-cause-${position}`, hidden: true });

  const pending = (key: string): void => outcome.replaceChildren(element('p', { class: 'selvedge-waiting' }, say(key)));
  const asked = async (method: 'GET' | 'POST', path: string, body?: object): Promise<unknown> => {
    try {
      return await askHost(method, path, body);
    } catch (error) {
      outcome.replaceChildren(element('p', { class: 'selvedge-broken', role: 'alert' }, refusalText(error, form.node)));
      return undefined;
    }
  };
  const replay = async (): Promise<void> => {
    pending('replayPending');
    const started = await asked('POST', 'exceptions/replay-cause', { cause });
    if (started !== undefined) await followBatch(outcome, form, readBatch(started));
  };
  const preview = async (): Promise<void> => {
    pending('preview.pending');
    const report = await asked('POST', 'exceptions/preview', { cause });
    if (report !== undefined) outcome.replaceChildren(...previewWords(readPreview(report), say).map((words) => element('p', {}, words)));
  };
  const done = async (path: string, body: object, key: string): Promise<void> => {
    pending(`${key}Pending`);
    const answer = await asked('POST', path, body);
    if (answer !== undefined) outcome.replaceChildren(element('p', { class: 'selvedge-good' }, say(`${key}Done`)));
    offer();
  };
  const offer = (): void => {
    const waiting = count - replaying;
    const dismissal = { reason: say('reason'), confirm: say('dismissAll', { count: waiting }), cancel: say('cancel') };
    const replayAll = button(waiting > 1 ? say('replayAll', { count: waiting }) : say('replay'), () => void replay(), true);
    const dismiss = button(say('dismiss'), () => askReason(actions, dismissal, (reason) => void done('exceptions/dismiss-cause', { cause, reason }, 'dismiss'), offer), true);
    actions.replaceChildren(
      ...(waiting > 0 ? [replayAll, button(say('preview.button'), () => void preview(), true)] : []),
      button(say('assign'), () => void done('exceptions/assign', { cause }, 'assign'), true),
      ...(waiting > 0 ? [dismiss] : []),
    );
  };
  const load = async (): Promise<void> => {
    singles.replaceChildren(element('li', { class: 'selvedge-quiet' }, say('loading')));
    try {
      const rows = readExceptions(await askHost('GET', `exceptions?state=open,assigned,replaying&cause=${encodeURIComponent(cause)}`));
      const more = count > rows.length ? [element('li', { class: 'selvedge-quiet' }, say('more', { shown: rows.length, total: count }))] : [];
      singles.replaceChildren(...rows.map((row) => exceptionRow(row, form, sentenceOf(group))), ...more);
    } catch (error) {
      singles.replaceChildren(element('li', { class: 'selvedge-broken', role: 'alert' }, refusalText(error, form.node)));
    }
  };
  const toggle = element('button', { type: 'button', class: 'selvedge-toggle', 'aria-expanded': 'false', 'aria-controls': singles.id }, group.title);
  toggle.addEventListener('click', () => {
    singles.hidden = !singles.hidden;
    toggle.setAttribute('aria-expanded', String(!singles.hidden));
    if (!singles.hidden) void load();
  });
  offer();
  const more = [group.assigned > 0 ? say('groupAssigned', { count: group.assigned }) : '', replaying > 0 ? say('groupReplaying', { count: replaying }) : ''].filter((words) => words !== '');
  return element(
    'section',
    { class: 'selvedge-cause' },
    element(
      'div',
      { class: 'selvedge-what' },
      toggle,
      element('div', { class: 'selvedge-quiet' }, sentenceOf(group)),
      element('div', { class: 'selvedge-quiet' }, element('code', {}, group.code), ` ${[group.owner, ...more].join(' · ')} · `, element('code', {}, `${group.keys.join(', ')}${count > group.keys.length ? ' …' : ''}`)),
    ),
    element('span', { class: 'selvedge-count' }, say(count === 1 ? 'record' : 'records', { count })),
    element('span', { class: 'selvedge-age', title: new Date(group.lastSeenAt).toLocaleString() }, ageOf(group.lastSeenAt, Date.now())),
    actions,
    outcome,
    singles,
  );
}

/** One record says it in its own words; many in what their sentences have in common. */
function sentenceOf({ count, text, cause }: CauseGroup): string {
  return count === 1 ? text : cause.replace(/^[A-Z_]+ [^:]*: /, '');
}
