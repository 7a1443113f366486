import type { Logger } from 'pino';
import { pino } from 'pino';
import type { Settings } from '../settings.ts';
import { formatLogLine } from './format-log-line.ts';

/** Fields that never reach a log, three levels deep; a secret inside a text is caught by its value. */
const secretFields = ['authorization', 'cookie', 'password', 'secret', 'apiKey', 'consumerKey', 'consumerSecret', 'token', 'x-api-key', 'x-wc-webhook-signature'];
const secretName = /KEY|SECRET|PASSWORD|TOKEN/;
const mask = '[redacted]';

export interface LogTarget {
  write(line: string): unknown;
  readonly isTTY?: boolean;
}

/** JSON lines for whoever collects them, short readable ones on a terminal. */
export function createLog(settings: Pick<Settings, 'logLevel' | 'clientVariables' | 'credentialSecret' | 'database'>, target: LogTarget): Logger {
  const values = Object.entries(settings.clientVariables).flatMap(([name, value]) => (secretName.test(name) ? [value] : []));
  const long = [...values, settings.credentialSecret ?? '', passwordOf(settings.database)].filter((value) => value.length >= 6);
  const secrets = long.flatMap((value) => [JSON.stringify(value).slice(1, -1), encodeURIComponent(value)]);
  const conceal = (line: string): string => secrets.reduce((text, secret) => text.replaceAll(secret, mask), line);
  const quoted = secretFields.map((field) => `["${field}"]`);
  return pino(
    {
      level: settings.logLevel,
      base: null,
      timestamp: pino.stdTimeFunctions.isoTime,
      formatters: { level: (label) => ({ level: label }) },
      redact: { paths: quoted.flatMap((field) => [field, `*${field}`, `*.*${field}`]), censor: mask },
    },
    { write: (line: string) => target.write(target.isTTY ? formatLogLine(conceal(line)) : conceal(line)) },
  );
}

function passwordOf(database: Settings['database']): string {
  return database.engine === 'postgres' ? decodeURIComponent(new URL(database.url).password) : '';
}
