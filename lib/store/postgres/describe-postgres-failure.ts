import pg from 'pg';
import { OperationError } from '../../errors/operation-error.ts';
import { placeInWords, type PostgresPlace } from './postgres-place.ts';

/** SQLSTATE codes, and their first two characters where a whole class is meant (PostgreSQL manual, appendix A). */
const unusable: Readonly<Record<string, string>> = {
  '08': 'the connection was lost: check the network and that the server runs',
  '25006': 'it is a read-only copy: give the address of the server that takes writes',
  '25P03': 'this process kept it waiting in the middle of a write and was shut out; nothing of that write was kept',
  '28': 'it refuses our user or password, or this machine: check the address that was given, and pg_hba.conf on the server',
  '3D000': 'there is no such database on that server: create it, or correct the address',
  '3F000': 'its schema is gone: restore it from a backup',
  '40': 'others changed the same records again and again: it will be tried later',
  '42501': 'our user lacks a right: grant it CREATE on the database, or make the schema and give it to that user',
  '42P01': 'a table is gone: restore the schema from a backup',
  '53100': 'its disk is full: free some space; nothing that was acknowledged is lost',
  '53200': 'its server has run out of memory',
  '53300': 'its server takes no more connections: raise max_connections, or run fewer workers',
  '53': 'its server lacks resources',
  '55P03': 'another process holds the same records for too long: look for a stopped worker or a forgotten transaction in pg_stat_activity',
  '57014': 'it did not answer in time: look for its load and for long queries in pg_stat_activity',
  '57P': 'its server is starting, stopping or was restarted',
  '58': 'its disk fails or was removed: check the volume',
  'XX': 'it is damaged: stop, and restore the last backup',
};

const advised = (state: string): string | undefined => unusable[state] ?? unusable[state.slice(0, 3)] ?? unusable[state.slice(0, 2)];

/** What makes the database unusable as STORE_UNAVAILABLE; anything else (a broken constraint) stays as it is. */
export function describePostgresFailure(error: unknown, place: PostgresPlace): unknown {
  if (!(error instanceof Error) || error instanceof OperationError || error instanceof RangeError) return error;
  const fromServer = error instanceof pg.DatabaseError;
  const advice = fromServer ? advised(error.code ?? '') : 'it cannot be reached: check the host, the port, the network and that the server runs';
  if (advice === undefined) return error;
  const sentence = `The database ${placeInWords(place)} cannot be used: ${advice} (${wordsOf(error)}).`;
  return new OperationError('STORE_UNAVAILABLE', sentence, { cause: error, details: { ...place } });
}

/** Node tries every address of a host name and then says nothing itself: the words are those of the attempts. */
function wordsOf(error: Error): string {
  if (error instanceof AggregateError) return error.errors.map((attempt) => (attempt instanceof Error ? attempt.message : String(attempt))).join('; ');
  return error.message;
}
