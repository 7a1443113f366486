/** A JSON log line for a terminal: the time (UTC), level and message, then the other fields, on one line. */
export function formatLogLine(line: string): string {
  const { time, level, msg, ...fields } = JSON.parse(line) as { time: string; level: string; msg?: string };
  const rest = Object.entries(fields).map(([name, value]) => ` ${name}=${typeof value === 'string' ? value : JSON.stringify(value)}`);
  return `${time.slice(11, 19)} ${level.padEnd(5)} ${(msg ?? '').replaceAll(/\s*\n\s*/g, ' ')}${rest.join('')}\n`;
}
