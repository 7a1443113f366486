const formats = new Map<string, Intl.DateTimeFormat>();

/**
 * The instant at which clocks in a time zone show a local time, `YYYY-MM-DDTHH:MM:SS`, as ISO 8601 UTC; undefined for what
 * is no time. Of an hour that occurs twice in autumn the first is meant; one that is left out in spring counts on from before.
 */
export function zonedInstant(local: string, timeZone: string): string | undefined {
  const wanted = Date.parse(`${local}Z`);
  if (Number.isNaN(wanted) || new Date(wanted).toISOString().slice(0, 19) !== local) return undefined;
  // Offsets are at most 14 hours, so the day before and the day after have those on either side of any change.
  const before = wanted - offsetAt(wanted - 86_400_000, timeZone);
  const after = wanted - offsetAt(wanted + 86_400_000, timeZone);
  const fits = [before, after].filter((instant) => instant + offsetAt(instant, timeZone) === wanted);
  return new Date(fits.length > 0 ? Math.min(...fits) : before).toISOString();
}

export function isTimeZone(name: string): boolean {
  try {
    return new Intl.DateTimeFormat('en-GB', { timeZone: name }).resolvedOptions().timeZone !== '';
  } catch {
    return false;
  }
}

/** ms that clocks of a zone are ahead of UTC. */
function offsetAt(instant: number, timeZone: string): number {
  let format = formats.get(timeZone);
  if (!format) {
    format = new Intl.DateTimeFormat('en-GB', { timeZone, hourCycle: 'h23', year: 'numeric', month: '2-digit', day: '2-digit', hour: '2-digit', minute: '2-digit', second: '2-digit' });
    formats.set(timeZone, format);
  }
  const part = Object.fromEntries(format.formatToParts(instant).map(({ type, value }) => [type, value]));
  const shown = Date.parse(`${part['year'] ?? ''}-${part['month'] ?? ''}-${part['day'] ?? ''}T${part['hour'] ?? ''}:${part['minute'] ?? ''}:${part['second'] ?? ''}Z`);
  return shown - Math.floor(instant / 1000) * 1000;
}
