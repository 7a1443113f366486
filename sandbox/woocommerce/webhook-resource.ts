import type { Twist } from '../faults/fault.ts';
import type { Answer, Incoming } from '../http/exchange.ts';
import { isJsonObject, parseJson, textOf, type JsonObject } from '../json-value.ts';
import type { Random } from '../seeded-random.ts';
import { pageOf } from './page-of.ts';
import type { QueryParameters } from './query-parameters.ts';
import type { Shop } from './shop.ts';
import { isTopic, showWebhook, type Webhook } from './webhook.ts';
import type { WebhookDeliveries } from './webhook-deliveries.ts';
import { invalidParameters, wordpressAnswer, wordpressError } from './wordpress-answer.ts';
import { toSiteTime, wordpressTime } from './wordpress-dates.ts';
import { wordpressJson } from './wordpress-json.ts';

const statuses = ['active', 'paused', 'disabled'];
const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789';

const readBody = (request: Incoming): JsonObject | null => {
  try {
    const value = request.body.length > 0 ? parseJson(request.body.toString('utf8')) : {};
    return isJsonObject(value) ? value : {};
  } catch {
    return null;
  }
};

/** `/webhooks`: create, list, get, change. */
export class WebhookResource {
  readonly #shop: Shop;
  readonly #deliveries: WebhookDeliveries;
  readonly #random: Random;

  constructor(shop: Shop, deliveries: WebhookDeliveries, random: Random) {
    this.#shop = shop;
    this.#deliveries = deliveries;
    this.#random = random;
  }

  list(request: Incoming, query: QueryParameters, twist: Twist | null): Answer {
    const status = query.text('status') ?? 'all';
    const hooks = [...this.#deliveries.hooks.values()].filter((hook) => status === 'all' || hook.status === status);
    return pageOf(request, query, hooks.toReversed(), twist, (hook) => wordpressJson(this.#show(hook)));
  }

  get(id: number): Answer {
    const hook = this.#deliveries.hooks.get(id);
    return hook ? wordpressAnswer(200, this.#show(hook)) : wordpressError(404, 'woocommerce_rest_shop_webhook_invalid_id', 'Invalid ID.');
  }

  create(request: Incoming): Answer {
    const body = readBody(request);
    if (!body) return wordpressError(400, 'rest_invalid_json', 'Invalid JSON body passed.');
    const missing = ['topic', 'delivery_url'].filter((name) => textOf(body, name) === '');
    if (missing.length > 0) return wordpressError(400, 'rest_missing_callback_param', `Missing parameter(s): ${missing.join(', ')}`, { params: missing });
    const wrong = this.#wrong(body);
    if (wrong) return wrong;
    const gmt = wordpressTime(this.#shop.now());
    const hook: Webhook = {
      id: this.#deliveries.hooks.size + 1,
      name: textOf(body, 'name') || `Webhook created on ${gmt.replace('T', ' @ ')}`,
      status: textOf(body, 'status') || 'active',
      topic: textOf(body, 'topic'),
      deliveryUrl: textOf(body, 'delivery_url'),
      secret: textOf(body, 'secret') || Array.from({ length: 50 }, () => letters[Math.floor(this.#random() * letters.length)]).join(''),
      failures: 0,
      createdGmt: gmt,
      modifiedGmt: gmt,
    };
    this.#deliveries.hooks.set(hook.id, hook);
    this.#deliveries.ping(hook);
    return wordpressAnswer(201, this.#show(hook));
  }

  change(id: number, request: Incoming): Answer {
    const hook = this.#deliveries.hooks.get(id);
    const body = readBody(request);
    if (!body) return wordpressError(400, 'rest_invalid_json', 'Invalid JSON body passed.');
    if (!hook) return wordpressError(400, 'woocommerce_rest_shop_webhook_invalid_id', 'Invalid ID.');
    const wrong = this.#wrong(body);
    if (wrong) return wrong;
    hook.name = textOf(body, 'name') || hook.name;
    hook.topic = textOf(body, 'topic') || hook.topic;
    hook.deliveryUrl = textOf(body, 'delivery_url') || hook.deliveryUrl;
    hook.secret = textOf(body, 'secret') || hook.secret;
    hook.status = textOf(body, 'status') || hook.status;
    // A hook that is switched on again starts to count afresh; otherwise the next failure alone would disable it.
    if (body['status'] === 'active') hook.failures = 0;
    hook.modifiedGmt = wordpressTime(this.#shop.now());
    return wordpressAnswer(200, this.#show(hook));
  }

  #wrong(body: JsonObject): Answer | null {
    const status = body['status'];
    if (status !== undefined && (typeof status !== 'string' || !statuses.includes(status))) {
      return invalidParameters([{ name: 'status', code: 'rest_not_in_enum', message: `status is not one of ${statuses.join(', ')}.` }]);
    }
    if (body['topic'] !== undefined && !isTopic(textOf(body, 'topic'))) return wordpressError(400, 'woocommerce_rest_shop_webhook_invalid_topic', 'Webhook topic must be valid.');
    if (body['delivery_url'] !== undefined && !/^https?:\/\//.test(textOf(body, 'delivery_url'))) {
      return wordpressError(400, 'woocommerce_rest_shop_webhook_invalid_delivery_url', 'Webhook delivery URL must be a valid URL starting with http:// or https://.');
    }
    return null;
  }

  #show(hook: Webhook): JsonObject {
    return showWebhook(hook, (gmt) => toSiteTime(gmt, this.#shop.siteOffsetMinutes));
  }
}
