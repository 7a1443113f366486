import type { OpenForm } from '../form/open-form.ts';
import { askHost } from '../host/ask-host.ts';
import { refusalText } from '../host/refusal-text.ts';
import { button } from '../page/button.ts';
import { element } from '../page/element.ts';
import { readBatches, type Batch } from './read-exceptions.ts';

const askEveryMs = 1000;

/** Shows in `place` how a replay of many goes on until it ends, or until the form is closed. */
export async function followBatch(place: HTMLElement, form: OpenForm, started: Batch): Promise<void> {
  const say = (key: string, values: Record<string, string | number> = {}): string => form.text(`selvedge.exceptions.batch.${key}`, values);
  const stop = button(say('stop'), () => {
    stop.disabled = true;
    askHost('POST', `exceptions/batches/${started.id}/stop`, {}).catch((error: unknown) => {
      place.append(element('span', { class: 'selvedge-broken', role: 'alert' }, refusalText(error, form.node)));
    });
  }, true);
  const words = element('span', {});
  place.replaceChildren(words, stop);
  for (let batch = started; ; ) {
    words.className = batch.state === 'stopped' ? 'selvedge-broken' : batch.state === 'done' && batch.failed === 0 ? 'selvedge-good' : 'selvedge-waiting';
    words.textContent = wordsOf(batch, say);
    if (batch.state === 'done' || batch.state === 'stopped') {
      stop.remove();
      return;
    }
    await new Promise((resolve) => setTimeout(resolve, askEveryMs));
    if (!place.isConnected) return;
    try {
      batch = readBatches(await askHost('GET', 'exceptions/batches')).find(({ id }) => id === started.id) ?? batch;
    } catch (error) {
      words.className = 'selvedge-broken';
      words.textContent = refusalText(error, form.node);
      return;
    }
  }
}

function wordsOf({ state, total, succeeded, failed, reason }: Batch, say: (key: string, values: Record<string, string | number>) => string): string {
  if (state === 'canary') return total === 1 ? say('one', {}) : say('canary', { others: total - 1 });
  const counts = say(failed > 0 ? 'someFailed' : 'counts', { succeeded, failed, total });
  if (state === 'running') return counts;
  return state === 'done' ? say('done', { counts }) : say('stopped', { counts, reason });
}
