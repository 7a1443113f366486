import type { OpenForm } from '../form/open-form.ts';
import { askHost } from '../host/ask-host.ts';
import { refusalText } from '../host/refusal-text.ts';
import { askReason } from '../page/ask-reason.ts';
import { button } from '../page/button.ts';
import { element } from '../page/element.ts';
import { readLane, type LaneNow } from './read-lane.ts';

/** Below the fields: what the deployed lane does now, with Pause, Resume and Probe. */
export function prepareLaneControls(form: OpenForm): void {
  const name = typeof form.node['lane'] === 'string' ? form.node['lane'] : '';
  if (name === '') return;
  const say = (key: string, values: Record<string, string | number> = {}): string => form.text(`selvedge.lane.${key}`, values);
  const now = element('div', { 'aria-live': 'polite' });
  const actions = element('div', { class: 'selvedge-actions' });

  const load = async (): Promise<void> => {
    now.replaceChildren(element('p', { class: 'selvedge-quiet' }, say('loading')));
    try {
      const lane = readLane(await askHost('GET', 'lanes'), name);
      now.replaceChildren(...(lane ? describe(lane, say) : [element('p', { class: 'selvedge-quiet' }, form.text('selvedge.host.notDeployed'))]));
      actions.replaceChildren(...(lane ? offer(lane) : []));
    } catch (error) {
      now.replaceChildren(element('p', { class: 'selvedge-broken' }, refusalText(error, form.node)));
    }
  };
  const act = async (action: 'pause' | 'resume' | 'probe', body: object): Promise<void> => {
    try {
      await askHost('POST', `lanes/${encodeURIComponent(name)}/${action}`, body);
      await load();
    } catch (error) {
      actions.append(element('div', { class: 'selvedge-broken', role: 'alert' }, refusalText(error, form.node)));
    }
  };
  const offer = (lane: LaneNow): HTMLElement[] => {
    const texts = { reason: say('reason'), confirm: say('pause'), cancel: say('cancel') };
    const pause = button(say('pause'), () => askReason(actions, texts, (reason) => void act('pause', { reason }), () => actions.replaceChildren(...offer(lane))), true);
    return [
      lane.paused ? button(say('resume'), () => void act('resume', {}), true) : pause,
      ...(lane.circuit.state === 'closed' ? [] : [button(say('probe'), () => void act('probe', {}), true)]),
      button(say('refresh'), () => void load(), true),
    ];
  };
  form.container.append(element('section', { class: 'selvedge-lane' }, element('h4', {}, say('title')), now, actions));
  void load();
}

function describe({ paused, circuit, full, leading, ...figures }: LaneNow, say: (key: string, values?: Record<string, string | number>) => string): HTMLElement[] {
  const { waiting, inFlight, parked, settledPerMinute } = figures;
  const state = paused
    ? element('p', { class: 'selvedge-waiting' }, say('paused', paused))
    : circuit.state !== 'closed'
      ? element('p', { class: 'selvedge-broken' }, say('circuitOpen', { code: circuit.code ?? '', message: circuit.message }))
      : element('p', { class: full ? 'selvedge-waiting' : 'selvedge-good' }, say(full ? 'full' : leading ? 'running' : 'standby'));
  return [state, element('p', {}, say('figures', { waiting, inFlight, parked, perMinute: settledPerMinute }))];
}
