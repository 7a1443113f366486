/** `start: text` as one sentence, with one full stop whatever the text ends with. */
export function sentence(start: string, text: string): string {
  const body = text.trim().replace(/[.\s]+$/, '');
  return body === '' ? `${start}.` : `${start}: ${body}.`;
}
