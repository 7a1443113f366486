/** `MM/DD/YYYY` of files or `YYYY-MM-DD` as `YYYY-MM-DD`; undefined for what is no day of the calendar. */
export function calendarDate(value: string): string | undefined {
  const american = /^(\d{1,2})\/(\d{1,2})\/(\d{4})$/.exec(value);
  const day = american ? `${american[3] ?? ''}-${(american[1] ?? '').padStart(2, '0')}-${(american[2] ?? '').padStart(2, '0')}` : value;
  const at = /^\d{4}-\d\d-\d\d$/.test(day) ? Date.parse(`${day}T00:00:00Z`) : NaN;
  // JavaScript reads February 30 as March 2.
  return !Number.isNaN(at) && new Date(at).toISOString().startsWith(day) ? day : undefined;
}
