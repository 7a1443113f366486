import type { Random } from '../seeded-random.ts';
import type { Timers } from '../timers.ts';
import { postWebhook } from './post-webhook.ts';
import type { Webhook } from './webhook.ts';
import { webhookHeaders } from './webhook-headers.ts';

/** How the background queue behaves; probabilities are 0 to 1 for each delivery. */
export interface WebhookSettings {
  webhookDelayMs: number;
  webhookLost: number;
  webhookDuplicated: number;
  webhookLate: number;
  webhookLateMs: number;
  /** Each delivery waits a random part of this on top: neighbours overtake each other. */
  webhookReorderWithinMs: number;
}

export const promptWebhooks = (): WebhookSettings => ({
  webhookDelayMs: 0,
  webhookLost: 0,
  webhookDuplicated: 0,
  webhookLate: 0,
  webhookLateMs: 0,
  webhookReorderWithinMs: 0,
});

export interface DeliveryEntry {
  readonly at: number;
  readonly webhookId: number;
  /** null for the ping. */
  readonly topic: string | null;
  readonly resourceId: number | null;
  /** null: nothing came back; "lost": never sent. */
  readonly status: number | null | 'lost';
}

/** Failures in a row that WooCommerce 10 counts before the next one disables the hook. */
const failuresBorne = 6;
const remembered = 10_000;

export interface DeliveryContext {
  readonly settings: WebhookSettings;
  readonly timers: Timers;
  readonly random: Random;
  readonly now: () => number;
  readonly siteUrl: () => string;
  /** The body at the time of delivery, not of the event; null when the resource is gone. */
  readonly bodyOf: (topic: string, resourceId: number) => string | null;
}

/** The background queue of webhooks: no retry, and what waits already is not queued again. */
export class WebhookDeliveries {
  readonly hooks = new Map<number, Webhook>();
  readonly log: DeliveryEntry[] = [];
  readonly #context: DeliveryContext;
  readonly #waiting = new Set<string>();
  readonly #broken = new AbortController();
  #unfinished = 0;
  #idle: (() => void)[] = [];

  constructor(context: DeliveryContext) {
    this.#context = context;
  }

  /** Something happened to a resource. */
  emit(topic: string, resourceId: number): void {
    const { settings, random } = this.#context;
    for (const hook of this.hooks.values()) {
      const key = `${hook.id}:${resourceId}`;
      if (hook.status !== 'active' || hook.topic !== topic || this.#waiting.has(key)) continue;
      if (random() < settings.webhookLost) {
        this.#remember({ webhookId: hook.id, topic, resourceId, status: 'lost' });
        continue;
      }
      this.#waiting.add(key);
      const delay = settings.webhookDelayMs + (random() < settings.webhookLate ? settings.webhookLateMs : 0) + random() * settings.webhookReorderWithinMs;
      this.#queue(delay, async () => {
        this.#waiting.delete(key);
        await this.#deliver(hook, resourceId);
        if (random() < settings.webhookDuplicated) await this.#deliver(hook, resourceId);
      });
    }
  }

  /** Deliveries without an event, as a test wants them; returns how many were started. */
  deliverNow(topic: string, resourceIds: readonly number[]): number {
    const hooks = [...this.hooks.values()].filter((hook) => hook.status === 'active' && hook.topic === topic);
    for (const resourceId of resourceIds) for (const hook of hooks) this.#queue(0, () => this.#deliver(hook, resourceId));
    return resourceIds.length * hooks.length;
  }

  /** A new hook is greeted with an unsigned form body; how that goes is ignored. */
  ping(hook: Webhook): void {
    this.#queue(0, async () => {
      const status = await postWebhook(hook.deliveryUrl, { 'content-type': 'application/x-www-form-urlencoded' }, `webhook_id=${hook.id}`, this.#broken.signal);
      this.#remember({ webhookId: hook.id, topic: null, resourceId: null, status });
    });
  }

  /** Resolves once nothing waits and nothing is under way. */
  settled(): Promise<void> {
    return this.#unfinished === 0 ? Promise.resolve() : new Promise((resolve) => this.#idle.push(resolve));
  }

  /** Somebody switches all hooks on again. */
  activate(): void {
    for (const hook of this.hooks.values()) Object.assign(hook, { status: 'active', failures: 0 });
  }

  stop(): void {
    this.#broken.abort();
  }

  #queue(delayMs: number, run: () => Promise<void>): void {
    this.#unfinished += 1;
    this.#context.timers.after(delayMs, () => {
      void run().finally(() => {
        this.#unfinished -= 1;
        if (this.#unfinished > 0) return;
        for (const resolve of this.#idle.splice(0)) resolve();
      });
    });
  }

  async #deliver(hook: Webhook, resourceId: number): Promise<void> {
    const body = this.#context.bodyOf(hook.topic, resourceId);
    if (body === null) return;
    const headers = webhookHeaders(hook, this.#context.siteUrl(), body, this.#context.now());
    const status = await postWebhook(hook.deliveryUrl, headers, body, this.#broken.signal);
    this.#remember({ webhookId: hook.id, topic: hook.topic, resourceId, status });
    if (status !== null && status >= 200 && status < 303) hook.failures = 0;
    else if (hook.failures >= failuresBorne) hook.status = 'disabled';
    else hook.failures += 1;
  }

  #remember(entry: Omit<DeliveryEntry, 'at'>): void {
    this.log.push({ at: this.#context.now(), ...entry });
    if (this.log.length > remembered) this.log.shift();
  }
}
