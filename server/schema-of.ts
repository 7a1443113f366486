import { createHash } from 'node:crypto';

/** PostgreSQL keeps 63 bytes of a name. */
const longest = 50;

/**
 * The schema that holds a client's tables. Another client always has another one: a name that had to be changed carries
 * a hash of the whole.
 */
export function schemaOf(client: string): string {
  if (/^[a-z0-9_-]+$/.test(client) && client.length <= longest) return `selvedge_${client}`;
  const readable = client.toLowerCase().replaceAll(/[^a-z0-9]+/g, '_').slice(0, longest - 9);
  return `selvedge_${readable}_${createHash('sha256').update(client).digest('hex').slice(0, 8)}`;
}
