import pg from 'pg';

const bigint = pg.types.builtins.INT8;

/** PostgreSQL's 64-bit numbers as JavaScript's. Times, ids and counts are far below 2^53; a number that is not must not be rounded. */
function toWholeNumber(text: string): number {
  const value = Number(text);
  if (!Number.isSafeInteger(value)) throw new RangeError(`The database holds the number ${text}, which cannot be kept exactly.`);
  return value;
}

/** For one pool, and not for the driver as a whole: another module of this process may want its numbers otherwise. */
export const wholeNumberTypes: pg.CustomTypesConfig = {
  getTypeParser: (type, format) => (type === bigint && format !== 'binary' ? toWholeNumber : (pg.types.getTypeParser(type, format) as (text: string) => unknown)),
};
