import { createHash } from 'node:crypto';
import { fromGmt } from './list-position.ts';

export interface RawOrderRevision {
  /** `unreadable-<hash>` for a record without a usable id: it can be parked under that name, and never fetched. */
  readonly id: string;
  readonly readable: boolean;
  /** `<date_modified_gmt>~<hash>`: two changes within one second differ in the hash. */
  readonly revision: string;
  readonly status: string;
  /** ISO 8601 UTC. */
  readonly modifiedAt: string;
}

/**
 * Differs between two readings of one order whose content is the same: links, what WordPress derives for the reader,
 * and dates in the site's time zone (which has a setting of its own) beside their `_gmt` twins.
 */
const noise: ReadonlySet<string> = new Set([
  '_links', 'payment_url', 'is_editable', 'needs_payment', 'needs_processing', 'currency_symbol',
  'date_created', 'date_modified', 'date_paid', 'date_completed',
]);

/** What an order of the list is and in which state it is, read before anything else is known of it. Never throws: one broken record must not stop its page. */
export function revisionOf(raw: unknown): RawOrderRevision {
  const order = typeof raw === 'object' && raw !== null ? (raw as Record<string, unknown>) : {};
  const { id } = order;
  const readable = (typeof id === 'number' || typeof id === 'string') && /^\d{1,20}$/.test(String(id));
  const modifiedAt = fromGmt(order['date_modified_gmt']) ?? fromGmt(order['date_created_gmt']) ?? '1970-01-01T00:00:00Z';
  const hash = createHash('sha256').update(stableText(raw ?? null)).digest('base64url').slice(0, 12);
  return { id: readable ? String(id) : `unreadable-${hash}`, readable, revision: `${modifiedAt}~${hash}`, status: typeof order['status'] === 'string' ? order['status'] : '', modifiedAt };
}

/** JSON with members in order of their names. */
function stableText(value: unknown): string {
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  if (Array.isArray(value)) return `[${value.map(stableText).join()}]`;
  const members = value as Record<string, unknown>;
  let text = '{';
  for (const name of Object.keys(members).sort()) if (!noise.has(name)) text += `${JSON.stringify(name)}:${stableText(members[name])},`;
  return `${text}}`;
}
