import { createHash } from 'node:crypto';
import { fromRfc2822 } from './order-date.ts';
import { membersOf, textOf } from './remote-record.ts';

export interface RawOrderRevision {
  /** `unreadable-<hash>` for a record without a usable id: it can be parked under that name, and never fetched. */
  readonly id: string;
  readonly readable: boolean;
  /** `<date_modified>~<hash>`: two changes within one second differ in the hash. */
  readonly revision: string;
  /** The status id as text: its label is the merchant's to change. */
  readonly status: string;
  /** ISO 8601 UTC. */
  readonly modifiedAt: string;
}

/**
 * Links, labels that the merchant renames, and what {@link completeOrders} adds: it would make the order that was listed differ
 * from the same one when it is complete.
 */
const noise: ReadonlySet<string> = new Set(['status', 'custom_status', 'products', 'shipping_addresses', 'coupons', 'taxes', 'refunds', 'shipping_quotes', 'url', 'resource']);

/** What an order of the list is and in which state it is, read before anything else is known of it. Never throws: one broken record must not stop its page. */
export function revisionOf(raw: unknown): RawOrderRevision {
  const order = membersOf(raw);
  const readable = /^[1-9]\d{0,18}$/.test(textOf(order['id']));
  const modifiedAt = fromRfc2822(order['date_modified']) ?? fromRfc2822(order['date_created']) ?? '1970-01-01T00:00:00Z';
  const hash = createHash('sha256').update(stableText(raw ?? null)).digest('base64url').slice(0, 12);
  return { id: readable ? textOf(order['id']) : `unreadable-${hash}`, readable, revision: `${modifiedAt}~${hash}`, status: textOf(order['status_id']), modifiedAt };
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
