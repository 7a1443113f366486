import type { LeaseToken } from '../model/lease-token.ts';
import type { StoreTables } from '../store/contract/store.ts';

/**
 * Asks, inside a write, which of these leases nobody has taken over: what is written under them in the same transaction is
 * written by their holder.
 */
export async function stillHeld({ leases }: StoreTables, tokens: readonly LeaseToken[]): Promise<(token: LeaseToken) => boolean> {
  const asked = new Map(tokens.map((token) => [nameOf(token), token]));
  if (asked.size === 0) return () => false;
  const held = new Set((await leases.held([...asked.values()])).map(nameOf));
  return (token) => held.has(nameOf(token));
}

const nameOf = ({ lease, fence }: LeaseToken): string => `${fence} ${lease}`;
