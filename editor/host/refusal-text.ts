import { HostRefusal } from './host-refusal.ts';

/** A failed call in words: the host's own sentence, else what the HTTP status means to an operator. */
export function refusalText(error: unknown, node: EditorNode): string {
  if (!(error instanceof HostRefusal)) return String(error);
  if (error.message !== '') return error.message;
  switch (error.code) {
    case '0':
      return node._('selvedge.host.unreachable');
    case '401':
    case '403':
      return node._('selvedge.host.notAllowed');
    case '404':
      return node._('selvedge.host.notDeployed');
    default:
      return node._('selvedge.host.failed', { status: error.code });
  }
}
