import { calendarDate } from './calendar-date.ts';
import { dropFileError } from './drop-file-error.ts';
import { instantOf } from './remote-fields.ts';
import { isTimeZone, zonedInstant } from './zoned-instant.ts';

/** What the control file beside a dump says; all of it may be left out, an empty file only says that the dump is whole. */
export interface ControlFile {
  /** Rows of the dump without its header. */
  readonly records: number | null;
  readonly rejected: number;
  /** Of the dump's bytes, hexadecimal. */
  readonly sha256: string | null;
  /** ISO 8601 UTC, as all times here. */
  readonly asOf: string | null;
  readonly completedAt: string | null;
  readonly nextExpectedAt: string | null;
  readonly mode: 'full' | 'delta' | null;
  readonly sequence: number | null;
}

/**
 * Lines of `name=value` or `name,value`: `Records`, `Rejected`, `SHA-256`, `As Of`, `Completed`, `Next Expected`, `Time Zone`, `Mode`,
 * `Sequence`. Case, spaces and hyphens in names do not matter; blank lines and lines with `#` are comments, names that we do not
 * know are left alone. Times are `YYYY-MM-DDTHH:MM:SS` or `MM/DD/YYYY HH:MM:SS`, with an offset or meant in the zone.
 * @param timeZone where the file names none
 * @throws DROP_FILE_INVALID naming file and row
 */
export function readControlFile(file: string, text: string, timeZone: string): ControlFile {
  const values = new Map<string, { readonly value: string; readonly row: number }>();
  text.replace(/^\uFEFF/, '').split(/\r?\n/).forEach((line, index) => {
    if (line.trim() === '' || line.trim().startsWith('#')) return;
    const [, name, value] = /^([^=,]+)[=,](.*)$/.exec(line) ?? [];
    if (name === undefined || value === undefined) throw dropFileError(file, 'it must be written as name=value', { row: index + 1 });
    values.set(name.toLowerCase().replace(/[^a-z0-9]/g, ''), { value: value.trim().replace(/^"(.*)"$/, '$1').trim(), row: index + 1 });
  });
  const parse = <T>(name: string, what: string, reader: (value: string) => T | undefined): T | null => {
    const entry = values.get(name.toLowerCase().replaceAll(/[ -]/g, ''));
    if (entry === undefined || entry.value === '') return null;
    const value = reader(entry.value);
    if (value === undefined) throw dropFileError(file, `${name} is not ${what}`, { row: entry.row });
    return value;
  };
  const count = (name: string): number | null => parse(name, 'a whole number', (value) => (/^\d{1,15}$/.test(value) ? Number(value) : undefined));
  const zone = parse('Time Zone', 'a time zone such as America/New_York', (value) => (isTimeZone(value) ? value : undefined)) ?? timeZone;
  const time = (name: string): string | null => parse(name, 'a time such as 03/01/2026 06:00:00', (value) => readTime(value, zone));
  return {
    records: count('Records'),
    rejected: count('Rejected') ?? 0,
    sha256: parse('SHA-256', '64 hexadecimal digits', (value) => (/^(sha256:)?[0-9a-f]{64}$/i.test(value) ? value.slice(-64).toLowerCase() : undefined)),
    asOf: time('As Of'),
    completedAt: time('Completed'),
    nextExpectedAt: time('Next Expected'),
    mode: parse('Mode', 'full or delta', (value) => (/^(full|delta)$/i.test(value) ? (value.toLowerCase() as 'full' | 'delta') : undefined)),
    sequence: count('Sequence'),
  };
}

function readTime(value: string, timeZone: string): string | undefined {
  const [, day = '', time = ''] = /^(\S{8,10})[ T](\d\d:\d\d(?::\d\d)?)$/.exec(value) ?? [];
  return instantOf(value) ?? zonedInstant(`${calendarDate(day) ?? ''}T${time.length === 5 ? `${time}:00` : time}`, timeZone);
}
