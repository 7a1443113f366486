import { isJsonObject, textOf, type JsonObject } from '../../json-value.ts';
import { data } from '../answer.ts';
import type { Ids } from '../ids.ts';
import { listV3, pageParameters } from '../page-of.ts';
import { invalid, missing, Refusal } from '../refusal.ts';
import { bodyOf, idsOf, type Call, type Route } from '../route.ts';
import { hooksPerScope, isDeactivated, isScope, presentHook, type Hook } from './hook.ts';
import type { HookDeliveries, HookSettings } from './hook-deliveries.ts';

export interface HookOwner {
  readonly clientId: string;
  readonly storeHash: string;
}

const headersOf = (body: JsonObject): JsonObject | null => (isJsonObject(body['headers']) ? body['headers'] : null);

/** Webhooks v3. */
export const hookRoutes = (deliveries: HookDeliveries, owner: HookOwner, ids: Ids, settings: HookSettings, now: () => number): Route[] => {
  const show = (hook: Hook): JsonObject => presentHook(hook, owner.clientId, owner.storeHash);
  const hookOf = (call: Call): Hook => {
    const hook = deliveries.hooks.get(idsOf(call)[0]);
    if (!hook) throw missing();
    return hook;
  };
  const check = (scope: string, destination: string, self: Hook | null): void => {
    if (!isScope(scope)) throw invalid({ scope: `There is no scope ${scope}.` }, 'The scope is invalid');
    if (!URL.canParse(destination)) throw invalid({ destination: 'is not a URL' }, 'The destination is invalid');
    const url = new URL(destination);
    if (!settings.webhookPlainDestinations && (url.protocol !== 'https:' || url.port !== '')) throw invalid({ destination: 'must be served with HTTPS on port 443' }, 'The destination is invalid');
    const others = [...deliveries.hooks.values()].filter((hook) => hook !== self && hook.scope === scope);
    if (others.some((hook) => hook.destination === destination)) throw new Refusal(422, 'A webhook with this scope and destination exists', { destination });
    if (others.length >= hooksPerScope) throw new Refusal(422, 'Too many webhooks of this scope', { scope: `has ${hooksPerScope} webhooks already` });
  };
  return [
    {
      operation: 'GET /v3/hooks',
      query: [...pageParameters, 'is_active', 'scope', 'destination'],
      run: (call) => {
        const { query } = call;
        const shown = [...deliveries.hooks.values()].filter(
          (hook) => (query.flag('is_active') ?? hook.isActive) === hook.isActive && (query.text('scope') ?? hook.scope) === hook.scope && (query.text('destination') ?? hook.destination) === hook.destination,
        );
        return listV3(call, shown, show);
      },
    },
    {
      operation: 'POST /v3/hooks',
      run: (call) => {
        const body = bodyOf(call);
        check(textOf(body, 'scope'), textOf(body, 'destination'), null);
        const at = now();
        const hook: Hook = {
          id: ids.next('hook', 20_172_984),
          scope: textOf(body, 'scope'),
          destination: textOf(body, 'destination'),
          isActive: body['is_active'] !== false,
          headers: headersOf(body),
          createdAt: at,
          updatedAt: at,
          usedAt: at,
        };
        deliveries.hooks.set(hook.id, hook);
        return data(show(hook));
      },
    },
    { operation: 'GET /v3/hooks/{webhook_id}', run: (call) => data(show(hookOf(call))) },
    {
      operation: 'PUT /v3/hooks/{webhook_id}',
      run: (call) => {
        const hook = hookOf(call);
        const body = bodyOf(call);
        check(textOf(body, 'scope') || hook.scope, textOf(body, 'destination') || hook.destination, hook);
        hook.scope = textOf(body, 'scope') || hook.scope;
        hook.destination = textOf(body, 'destination') || hook.destination;
        if ('headers' in body) hook.headers = headersOf(body);
        if (typeof body['is_active'] === 'boolean') hook.isActive = body['is_active'];
        hook.updatedAt = now();
        hook.usedAt = now();
        return data(show(hook));
      },
    },
    {
      operation: 'DELETE /v3/hooks/{webhook_id}',
      run: (call) => {
        const hook = hookOf(call);
        deliveries.hooks.delete(hook.id);
        return data(show(hook));
      },
    },
    {
      operation: 'GET /v3/hooks/admin',
      query: ['is_active'],
      run: ({ query }) => {
        const statusOf = (hook: Hook): string => (isDeactivated(hook, now()) ? 'deactivated' : hook.isActive ? 'active' : 'inactive');
        const shown = [...deliveries.hooks.values()].filter((hook) => (query.flag('is_active') ?? hook.isActive) === hook.isActive);
        const blocked = deliveries.health.blocked(now()).map(({ domain, leftMs }) => ({ destination: domain, time_left: Math.ceil(leftMs / 1000), reasons: [] }));
        return data({ emails: [], hooks_list: shown.map((hook) => ({ ...show(hook), status: statusOf(hook) })), blocked_domains: blocked });
      },
    },
  ];
};
