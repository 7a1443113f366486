/** What came back, by its content: servers, proxies and firewalls misstate content types. */
export type AnswerBody =
  | { readonly kind: 'json'; readonly value: unknown }
  | { readonly kind: 'html' | 'malformed' | 'empty'; readonly value?: undefined };

export function readBody(text: string): AnswerBody {
  // Some PHP files are saved with a byte order mark, which then precedes every answer.
  const content = text.replace(/^\uFEFF/, '').trim();
  if (content === '') return { kind: 'empty' };
  try {
    return { kind: 'json', value: JSON.parse(content) as unknown };
  } catch {
    return { kind: content.startsWith('<') ? 'html' : 'malformed' };
  }
}
