const steps = [
  ['day', 86_400_000],
  ['hour', 3_600_000],
  ['minute', 60_000],
] as const;

/** How long ago an instant was, in the words of the reader's language: "5 minutes ago". */
export function ageOf(instant: string, now: number, language?: string): string {
  const elapsed = now - Date.parse(instant);
  if (!Number.isFinite(elapsed)) return instant;
  const format = new Intl.RelativeTimeFormat(language, { numeric: 'auto' });
  const step = steps.find(([, length]) => elapsed >= length);
  return step ? format.format(-Math.floor(elapsed / step[1]), step[0]) : format.format(0, 'minute');
}
