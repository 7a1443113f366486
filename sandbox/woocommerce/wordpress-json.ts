import type { Json } from '../json-value.ts';

/** JSON as PHP's json_encode writes it: slashes and everything beyond ASCII escaped. The webhook signature is over these bytes. */
export const wordpressJson = (value: Json): string =>
  JSON.stringify(value).replace(/[/\u0080-\uffff]/g, (character) => (character === '/' ? '\\/' : `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`));
