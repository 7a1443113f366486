import { OperationError } from '../../errors/operation-error.ts';

/** Where in a file it is wrong: rows as a spreadsheet counts them, the header being 1. */
export interface DropPlace {
  readonly row?: number;
  readonly column?: string;
}

export function dropFileError(file: string, problem: string, { row, column }: DropPlace = {}): OperationError {
  const where = [...(row === undefined ? [] : [`row ${row}`]), ...(column === undefined ? [] : [`column "${column}"`])].join(', ');
  return new OperationError('DROP_FILE_INVALID', `${file}${where === '' ? '' : `, ${where}`}: ${problem}.`, {
    details: { file, ...(row === undefined ? {} : { row }), ...(column === undefined ? {} : { column }) },
  });
}
