/** A remote system's words may hold anything, and PostgreSQL keeps no NUL in a text. */
export function storableText(text: string): string {
  return text.replaceAll('\0', '');
}
