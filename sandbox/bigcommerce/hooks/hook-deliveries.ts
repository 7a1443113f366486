import type { JsonObject } from '../../json-value.ts';
import type { Random } from '../../seeded-random.ts';
import type { Timers } from '../../timers.ts';
import type { Mail } from '../orders/shipment-routes.ts';
import type { ShopEvent } from '../shop-event.ts';
import { DomainHealth } from './domain-health.ts';
import { covers, isDeactivated, type Hook } from './hook.ts';
import { sendHook } from './send-hook.ts';
import { hashOf, signedHeaders } from './sign-hook.ts';

/** How webhooks travel; probabilities are 0 to 1 for each delivery. */
export interface HookSettings {
  webhookDelayMs: number;
  webhookLost: number;
  webhookDuplicated: number;
  webhookLate: number;
  webhookLateMs: number;
  /** Each delivery waits a random part of this on top: neighbours overtake each other. */
  webhookReorderWithinMs: number;
  webhookSigned: boolean;
  /** Stretches the waits between retries: 0.001 turns seconds into milliseconds. */
  webhookRetryScale: number;
  /** How long a new hook hears nothing; up to a minute at BigCommerce. */
  webhookReadyMs: number;
  /** Destinations may be plain HTTP and on any port, as BigCommerce's may not. */
  webhookPlainDestinations: boolean;
}

export const promptHooks = (): HookSettings => ({
  webhookDelayMs: 0,
  webhookLost: 0,
  webhookDuplicated: 0,
  webhookLate: 0,
  webhookLateMs: 0,
  webhookReorderWithinMs: 0,
  webhookSigned: true,
  webhookRetryScale: 1,
  webhookReadyMs: 0,
  webhookPlainDestinations: true,
});

/** Seconds before each retry; after the last the hook is switched off. */
const retrySeconds = [60, 180, 300, 600, 900, 1800, 3600, 7200, 21_600, 50_400, 86_400];

export interface HookDelivery {
  readonly at: number;
  readonly hookId: number;
  readonly scope: string;
  readonly resourceId: number;
  readonly hash: string;
  /** 0: the first; 1 to 11: a retry. */
  readonly attempt: number;
  /** null: nothing came back; "lost": never sent; "blocked": the domain was. */
  readonly status: number | null | 'lost' | 'blocked';
}

interface Waiting {
  readonly dueAt: number;
  readonly hook: Hook;
  readonly body: string;
  readonly entry: Omit<HookDelivery, 'at' | 'status'>;
}

export interface HookContext {
  readonly settings: HookSettings;
  readonly timers: Timers;
  readonly random: Random;
  readonly now: () => number;
  readonly producer: string;
  readonly storeId: string;
  readonly clientSecret: string;
  readonly mails: Mail[];
}

const remembered = 10_000;

/** Webhooks on their way: thin, at least once, in no order, tried again for 48 hours. */
export class HookDeliveries {
  readonly hooks = new Map<number, Hook>();
  readonly log: HookDelivery[] = [];
  readonly health = new DomainHealth();
  readonly #context: HookContext;
  readonly #broken = new AbortController();
  #waiting: Waiting[] = [];
  #underWay = 0;
  #idle: (() => void)[] = [];
  #sent = 0;

  constructor(context: HookContext) {
    this.#context = context;
  }

  emit(event: ShopEvent): void {
    const { settings, random, now, producer, storeId } = this.#context;
    const at = now();
    const createdAt = Math.floor(at / 1000);
    const listening = [...this.hooks.values()].filter((hook) => hook.isActive && covers(hook.scope, event.scope) && at - hook.createdAt >= settings.webhookReadyMs && !isDeactivated(hook, at));
    if (listening.length === 0) return;
    const { scope, data } = event;
    const hash = hashOf(producer, JSON.stringify([data['type'], data['id']]), createdAt);
    const payload: JsonObject = { scope, store_id: storeId, data, hash, created_at: createdAt, producer };
    for (const hook of listening) {
      hook.usedAt = at;
      const entry = { hookId: hook.id, scope, resourceId: Number(data['id']), hash, attempt: 0 };
      if (random() < settings.webhookLost) {
        this.#remember({ ...entry, status: 'lost' });
        continue;
      }
      for (let copies = random() < settings.webhookDuplicated ? 2 : 1; copies > 0; copies -= 1) {
        const wait = settings.webhookDelayMs + (random() < settings.webhookLate ? settings.webhookLateMs : 0) + random() * settings.webhookReorderWithinMs;
        this.#queue({ dueAt: at + wait, hook, body: JSON.stringify(payload), entry }, wait);
      }
    }
  }

  /** Sends what is due by the injected clock; resolves once nothing is under way. */
  async runDue(): Promise<void> {
    const now = this.#context.now();
    const due = this.#waiting.filter(({ dueAt }) => dueAt <= now).sort((a, b) => a.dueAt - b.dueAt);
    this.#waiting = this.#waiting.filter(({ dueAt }) => dueAt > now);
    for (const waiting of due) this.#send(waiting);
    await this.#quiet();
  }

  /** Resolves once all that is due has been answered; later retries may still wait. */
  async settled(): Promise<void> {
    while (this.#underWay > 0 || this.#waiting.some(({ dueAt }) => dueAt <= this.#context.now())) await this.runDue();
  }

  waiting(): { readonly hookId: number; readonly scope: string; readonly attempt: number; readonly dueAt: number }[] {
    return this.#waiting.map(({ dueAt, entry: { hookId, scope, attempt } }) => ({ hookId, scope, attempt, dueAt }));
  }

  stop(): void {
    this.#broken.abort();
  }

  #queue(waiting: Waiting, waitMs: number): void {
    this.#waiting.push(waiting);
    this.#context.timers.after(Math.min(waitMs, 2 ** 31 - 1), () => {
      const index = this.#waiting.indexOf(waiting);
      // With an injected clock the time may not have come: runDue() sends it then.
      if (index < 0 || waiting.dueAt > this.#context.now() + 1) return;
      this.#waiting.splice(index, 1);
      this.#send(waiting);
    });
  }

  #quiet(): Promise<void> {
    return this.#underWay === 0 ? Promise.resolve() : new Promise((resolve) => this.#idle.push(resolve));
  }

  #send(waiting: Waiting): void {
    this.#underWay += 1;
    void this.#deliver(waiting).finally(() => {
      this.#underWay -= 1;
      if (this.#underWay > 0) return;
      for (const resolve of this.#idle.splice(0)) resolve();
    });
  }

  async #deliver({ hook, body, entry }: Waiting): Promise<void> {
    const { settings, now, clientSecret } = this.#context;
    if (!this.hooks.has(hook.id) || !hook.isActive) return;
    const domain = new URL(hook.destination).host;
    let status: HookDelivery['status'] = 'blocked';
    if (this.health.blockedMs(domain, now()) === 0) {
      this.#sent += 1;
      const own = Object.fromEntries(Object.entries(hook.headers ?? {}).flatMap(([name, value]) => (typeof value === 'string' ? [[name.toLowerCase(), value]] : [])));
      const signature = settings.webhookSigned ? signedHeaders(clientSecret, `msg_${this.#sent}`, now(), body) : {};
      status = await sendHook(hook.destination, { ...own, ...signature }, body, this.#broken.signal);
    }
    if (this.#broken.signal.aborted) return;
    this.#remember({ ...entry, status });
    const ok = typeof status === 'number' && status >= 200 && status < 300;
    if (status !== 'blocked') this.health.count(domain, ok, now());
    if (ok) return;
    const wait = retrySeconds[entry.attempt];
    if (wait === undefined) {
      this.#switchOff(hook);
      return;
    }
    const waitMs = wait * 1000 * settings.webhookRetryScale;
    this.#queue({ dueAt: now() + waitMs, hook, body, entry: { ...entry, attempt: entry.attempt + 1 } }, waitMs);
  }

  #switchOff(hook: Hook): void {
    hook.isActive = false;
    hook.updatedAt = this.#context.now();
    this.#context.mails.push({ at: this.#context.now(), kind: 'webhook-deactivated', orderId: null });
  }

  #remember(entry: Omit<HookDelivery, 'at'>): void {
    this.log.push({ at: this.#context.now(), ...entry });
    if (this.log.length > remembered) this.log.shift();
  }
}
