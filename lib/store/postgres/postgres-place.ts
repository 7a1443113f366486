import { OperationError } from '../../errors/operation-error.ts';

/** Where a store is, in words that may be shown and logged: the address itself holds a password. */
export interface PostgresPlace {
  readonly host: string;
  readonly database: string;
  readonly schema: string;
}

/** So that the name is the same with and without quotes, and cannot end them. PostgreSQL keeps 63 bytes of a name. */
const schemaPattern = /^(?!pg_)[a-z_][a-z0-9_-]{0,62}$/;

/** @throws CONFIGURATION_INVALID for an address that is none, or a schema name that PostgreSQL would change */
export function readPostgresPlace({ url, schema }: { readonly url: string; readonly schema: string }): PostgresPlace {
  const address = URL.canParse(url) ? new URL(url) : undefined;
  if (address?.protocol !== 'postgres:' && address?.protocol !== 'postgresql:') {
    throw new OperationError('CONFIGURATION_INVALID', 'The address of the PostgreSQL database cannot be read: write it as postgres://user:password@host:5432/database, with special characters of the password percent-encoded.');
  }
  if (!schemaPattern.test(schema)) {
    throw new OperationError('CONFIGURATION_INVALID', `"${schema}" cannot be the name of a schema: up to 63 small letters, digits, _ and -, beginning with a letter, not with pg_.`, { details: { schema } });
  }
  const host = address.host === '' ? (address.searchParams.get('host') ?? 'this machine') : address.host;
  return { host, database: decodeURIComponent(address.pathname.slice(1)) || decodeURIComponent(address.username), schema };
}

export const placeInWords = ({ host, database, schema }: PostgresPlace): string => `${database} on ${host}, schema ${schema},`;
