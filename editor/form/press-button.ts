import { askHost } from '../host/ask-host.ts';
import { refusalText } from '../host/refusal-text.ts';

type Look = 'success' | 'warning' | 'error';

/** How the message that a button sent ended, as the host answers it. */
const looks: Readonly<Record<string, Look>> = {
  journaled: 'success',
  done: 'success',
  skipped: 'success',
  shown: 'success',
  postponed: 'warning',
  parked: 'warning',
  lost: 'error',
};

/** A notice lies over a form's buttons: what went well leaves soon. */
const showMs: Readonly<Record<Look, number>> = { success: 5000, warning: 8000, error: 8000 };

/** Presses a node's button on the host and tells how it ended. */
export async function pressButton(node: EditorNode): Promise<void> {
  if (node.changed) {
    RED.notify(node._('selvedge.press.deployFirst'), { type: 'warning' });
    return;
  }
  try {
    const answer = (await askHost('POST', `${node.type}/${encodeURIComponent(node.id)}/press`)) as { kind?: unknown; note?: unknown };
    const kind = typeof answer.kind === 'string' && answer.kind in looks ? answer.kind : 'done';
    const note = typeof answer.note === 'string' ? answer.note : '';
    const look = looks[kind] ?? 'success';
    RED.notify(asText(node._(`selvedge.press.${kind}`, { note })), { type: look, timeout: showMs[look] });
  } catch (error) {
    RED.notify(asText(node._('selvedge.press.failed', { reason: refusalText(error, node) })), { type: 'error', timeout: showMs.error });
  }
}

/** The editor's notifications take HTML, and the note may hold a remote system's own words. */
function asText(message: string): string {
  return message.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
