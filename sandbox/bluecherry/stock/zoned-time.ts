const formats = new Map<string, Intl.DateTimeFormat>();

const partsOf = (epochMs: number, timeZone: string): Readonly<Record<string, string>> => {
  let format = formats.get(timeZone);
  if (!format) {
    format = new Intl.DateTimeFormat('en-GB', { timeZone, hourCycle: 'h23', year: 'numeric', month: '2-digit', day: '2-digit', hour: '2-digit', minute: '2-digit', second: '2-digit', timeZoneName: 'longOffset' });
    formats.set(timeZone, format);
  }
  return Object.fromEntries(format.formatToParts(epochMs).map(({ type, value }) => [type, value]));
};

/** `2026-03-01T06:00:00-05:00`; with milliseconds where there are some: a cycle that claims an earlier time than its own would hold sales of after it. */
export const zonedInstant = (epochMs: number, timeZone: string): string => {
  const { year = '', month = '', day = '', hour = '', minute = '', second = '', timeZoneName = '' } = partsOf(epochMs, timeZone);
  const fraction = epochMs % 1000 === 0 ? '' : `.${String(epochMs % 1000).padStart(3, '0')}`;
  return `${year}-${month}-${day}T${hour}:${minute}:${second}${fraction}${timeZoneName.replace('GMT', '') || '+00:00'}`;
};

export const zonedDay = (epochMs: number, timeZone: string): string => zonedInstant(epochMs, timeZone).slice(0, 10);

/** `03/01/2026` of a day or of an instant: how files write dates. */
export const fileDate = (day: string): string => `${day.slice(5, 7)}/${day.slice(8, 10)}/${day.slice(0, 4)}`;
