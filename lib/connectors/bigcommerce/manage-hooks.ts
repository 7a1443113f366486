import { OperationError } from '../../errors/operation-error.ts';
import type { HttpAccount } from '../http/create-http-account.ts';
import { idOf, membersOf, textOf, type Members } from './remote-record.ts';
import { dataOf, v3List, type ListOptions } from './v3-pages.ts';

export interface Hook {
  readonly id: string;
  readonly scope: string;
  readonly destination: string;
  /** BigCommerce switches a hook off when deliveries failed for 48 hours, or nothing happened for 90 days. */
  readonly active: boolean;
  readonly headers: Readonly<Record<string, string>>;
}

export interface WantedHooks {
  /** HTTPS on port 443: BigCommerce takes no other. */
  readonly destination: string;
  /** `store/order/created` … */
  readonly scopes: readonly string[];
  /** Sent with every delivery: the secret that tells ours. */
  readonly headers: Readonly<Record<string, string>>;
}

export interface EnsuredHook {
  readonly scope: string;
  readonly id: string;
  readonly became: 'kept' | 'created' | 'reactivated' | 'changed';
}

type Account = Pick<HttpAccount, 'call'>;
const target = { path: '/hooks', route: '/hooks' };

/** Hooks of this access token; those of other tokens are not shown. */
export async function listHooks(account: Account, options: ListOptions = {}): Promise<readonly Hook[]> {
  return (await v3List(account, target, {}, options)).map(toHook);
}

/**
 * Makes each scope deliver to the destination with these headers: creates what is missing, switches on what is off, sets headers
 * right. Hooks of other destinations are left alone.
 * @throws CONFIGURATION_INVALID for a destination that BigCommerce cannot deliver to
 */
export async function ensureHooks(account: Account, { destination, scopes, headers }: WantedHooks, options: ListOptions = {}): Promise<readonly EnsuredHook[]> {
  const url = URL.canParse(destination) ? new URL(destination) : undefined;
  if (url?.protocol !== 'https:' || url.port !== '') {
    throw new OperationError('CONFIGURATION_INVALID', 'BigCommerce delivers webhooks to HTTPS addresses on port 443 only.', { details: { destination } });
  }
  const { signal, priority = 'orders' } = options;
  const existing = await listHooks(account, options);
  const ensured: EnsuredHook[] = [];
  for (const scope of new Set(scopes)) {
    const mine = existing.filter((hook) => hook.scope === scope && hook.destination === destination);
    const hook = mine.find(({ active }) => active) ?? mine[0];
    const body = { scope, destination, is_active: true, headers };
    if (!hook) {
      const answer = await account.call({ method: 'POST', path: '/v3/hooks', route: '/hooks', body, priority, signal });
      ensured.push({ scope, id: toHook(dataOf(answer.body, '/hooks')).id, became: 'created' });
    } else if (!hook.active || !sameHeaders(hook.headers, headers)) {
      await account.call({ method: 'PUT', path: `/v3/hooks/${encodeURIComponent(hook.id)}`, route: '/hooks/{id}', body, priority, signal });
      ensured.push({ scope, id: hook.id, became: hook.active ? 'changed' : 'reactivated' });
    } else {
      ensured.push({ scope, id: hook.id, became: 'kept' });
    }
  }
  return ensured;
}

export async function deleteHook(account: Account, id: string, { signal, priority = 'orders' }: ListOptions = {}): Promise<void> {
  if (idOf(id) === null) throw new OperationError('PAYLOAD_INVALID', `"${id.slice(0, 20)}" is not the id of a hook.`);
  await account.call({ method: 'DELETE', path: `/v3/hooks/${id}`, route: '/hooks/{id}', priority, signal });
}

function toHook(row: Members): Hook {
  const headers = Object.entries(membersOf(row['headers'])).flatMap(([name, value]) => (typeof value === 'string' ? [[name, value] as const] : []));
  return { id: textOf(row['id']), scope: textOf(row['scope']), destination: textOf(row['destination']), active: row['is_active'] === true, headers: Object.fromEntries(headers) };
}

function sameHeaders(given: Readonly<Record<string, string>>, wanted: Readonly<Record<string, string>>): boolean {
  const text = (headers: Readonly<Record<string, string>>): string => JSON.stringify(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]).sort());
  return text(given) === text(wanted);
}
