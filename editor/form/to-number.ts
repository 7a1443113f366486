import type { Json } from './form-field.ts';

/** A number as such; what is none (a placeholder, a slip that the form marks) stays as it was typed. */
export function toNumber(text: string): Json {
  const trimmed = text.trim();
  return trimmed === '' || !Number.isFinite(Number(trimmed)) ? trimmed : Number(trimmed);
}
