import { OperationError } from '../../errors/operation-error.ts';
import { zonedInstant } from './zoned-instant.ts';

export interface DumpName {
  readonly file: string;
  /** The file's name without its ending. */
  readonly cycleId: string;
  /** ISO 8601 UTC. */
  readonly asOf: string;
  readonly mode: 'full' | 'delta' | null;
  readonly sequence: number | null;
}

/** @throws CONFIGURATION_INVALID when the pattern is none or lacks a part of the date */
export function createDumpNameReader(pattern: string, timeZone: string): (file: string) => DumpName | undefined {
  const missing = ['year', 'month', 'day'].filter((group) => !pattern.includes(`(?<${group}>`));
  const expression = missing.length === 0 ? compile(pattern) : undefined;
  if (!expression) {
    throw new OperationError('CONFIGURATION_INVALID', `The pattern for names of dumps must be a regular expression with the groups year, month and day: ${pattern}`, { details: { pattern } });
  }
  return (file) => {
    const groups = expression.exec(file)?.groups;
    if (!groups) return undefined;
    const { year = '', month = '', day = '', hour = '00', minute = '00', second = '00', mode, sequence } = groups;
    const asOf = zonedInstant(`${year}-${month}-${day}T${hour}:${minute}:${second}`, timeZone);
    if (asOf === undefined) return undefined;
    const kind = mode?.toLowerCase();
    return { file, cycleId: file.replace(/\.[^.]*$/, ''), asOf, mode: kind === 'full' || kind === 'delta' ? kind : null, sequence: sequence === undefined ? null : Number(sequence) };
  };
}

function compile(pattern: string): RegExp | undefined {
  try {
    return new RegExp(pattern, 'i');
  } catch {
    return undefined;
  }
}
