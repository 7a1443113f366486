import type { Refusal, Twist } from '../faults/fault.ts';
import type { Answer, Incoming, StandIn } from '../http/exchange.ts';
import { challengePage, htmlHeaders, maintenancePage, tooManyRequestsPage } from '../http/html-pages.ts';
import type { Json, JsonObject } from '../json-value.ts';
import { numberOf } from '../json-value.ts';
import type { Authenticator } from './authenticate.ts';
import { OrderList } from './order-list.ts';
import type { OrderNotes } from './order-notes.ts';
import type { ProductWrites } from './product-writes.ts';
import { QueryParameters } from './query-parameters.ts';
import { customerList, productList, refundList, variationList } from './record-lists.ts';
import { selectFields } from './select-fields.ts';
import type { Shop } from './shop.ts';
import { systemStatus } from './system-status.ts';
import type { WebhookResource } from './webhook-resource.ts';
import { wordpressAnswer, wordpressError } from './wordpress-answer.ts';

interface Call {
  readonly request: Incoming;
  readonly query: QueryParameters;
  readonly twist: Twist | null;
  /** Numbers of the path, in order. */
  readonly ids: readonly number[];
  readonly tls: boolean;
}

interface Route {
  readonly methods: readonly string[];
  readonly pattern: RegExp;
  /** What WordPress says to somebody without rights. */
  readonly refusal: readonly [code: string, message: string];
  readonly run: (call: Call) => Answer;
}

const cannotList = ['woocommerce_rest_cannot_view', 'Sorry, you cannot list resources.'] as const;
const cannotView = ['woocommerce_rest_cannot_view', 'Sorry, you cannot view this resource.'] as const;
const cannotCreate = ['woocommerce_rest_cannot_create', 'Sorry, you are not allowed to create resources.'] as const;
const cannotEdit = ['woocommerce_rest_cannot_edit', 'Sorry, you are not allowed to edit this resource.'] as const;

const cannotBatch = ['woocommerce_rest_cannot_batch', 'Sorry, you are not allowed to batch manipulate this resource.'] as const;

const base = '/wp-json/wc/v3';

const single = (record: JsonObject | undefined, query: QueryParameters, missing: string): Answer => {
  const fields = query.list('_fields');
  return record ? wordpressAnswer(200, fields ? selectFields(record, fields) : record) : wordpressError(404, missing, 'Invalid ID.');
};

export interface Resources {
  readonly webhooks: WebhookResource;
  readonly writes: ProductWrites;
  readonly notes: OrderNotes;
}

/** WooCommerce's half of a request: who asks, what for, and the answer in WooCommerce's words. */
export class WooCommerceRouter implements StandIn {
  readonly #authenticator: Authenticator;
  readonly #settings: { readonly treatAsTls: boolean };
  readonly #routes: readonly Route[];

  constructor(shop: Shop, authenticator: Authenticator, { webhooks, writes, notes }: Resources, settings: { readonly treatAsTls: boolean }) {
    this.#authenticator = authenticator;
    this.#settings = settings;
    const orders = new OrderList(shop);
    const get = (pattern: RegExp, refusal: Route['refusal'], run: Route['run']): Route => ({ methods: ['GET'], pattern, refusal, run });
    this.#routes = [
      get(/^\/orders$/, cannotList, ({ request, query, twist }) => orders.answer(request, query, twist)),
      get(/^\/orders\/(\d+)$/, cannotView, ({ ids: [id = 0], query }) => {
        const text = query.has('_fields') ? undefined : shop.orderText(id);
        return text === undefined ? single(shop.order(id), query, 'woocommerce_rest_shop_order_invalid_id') : { status: 200, body: text };
      }),
      get(/^\/orders\/(\d+)\/refunds$/, cannotList, ({ ids: [id = 0], request, query, twist }) => refundList(shop, id, request, query, twist)),
      get(/^\/orders\/(\d+)\/notes$/, cannotList, ({ ids: [id = 0] }) =>
        shop.has(id) ? wordpressAnswer(200, [...notes.of(id)]) : wordpressError(404, 'woocommerce_rest_order_invalid_id', 'Invalid order ID.')),
      get(/^\/products$/, cannotList, ({ request, query, twist }) => productList(shop, request, query, twist)),
      get(/^\/products\/(\d+)$/, cannotView, ({ ids: [id = 0], query }) => single(shop.catalogue.asProduct(id), query, 'woocommerce_rest_product_invalid_id')),
      get(/^\/products\/(\d+)\/variations$/, cannotList, ({ ids: [id = 0], request, query, twist }) => variationList(shop, id, request, query, twist)),
      get(/^\/products\/(\d+)\/variations\/(\d+)$/, cannotView, ({ ids: [parentId = 0, id = 0], query }) =>
        single(shop.catalogue.variationsOf(parentId).find((variation) => numberOf(variation, 'id') === id), query, 'woocommerce_rest_product_variation_invalid_id')),
      { methods: ['POST', 'PUT', 'PATCH'], pattern: /^\/products\/batch$/, refusal: cannotBatch, run: ({ request }) => writes.productBatch(request) },
      { methods: ['POST', 'PUT', 'PATCH'], pattern: /^\/products\/(\d+)$/, refusal: cannotEdit, run: ({ ids: [id = 0], request }) => writes.product(id, request) },
      { methods: ['POST', 'PUT', 'PATCH'], pattern: /^\/products\/(\d+)\/variations\/batch$/, refusal: cannotBatch, run: ({ ids: [id = 0], request }) => writes.variationBatch(id, request) },
      { methods: ['POST', 'PUT', 'PATCH'], pattern: /^\/products\/(\d+)\/variations\/(\d+)$/, refusal: cannotEdit, run: ({ ids: [parentId = 0, id = 0], request }) => writes.variation(parentId, id, request) },
      get(/^\/customers$/, cannotList, ({ request, query, twist }) => customerList(shop, request, query, twist)),
      get(/^\/customers\/(\d+)$/, cannotView, ({ ids: [id = 0], query }) =>
        single(shop.customers.find((customer) => numberOf(customer, 'id') === id), query, 'woocommerce_rest_invalid_id')),
      get(/^\/system_status$/, cannotList, ({ request, query, tls }) => single(systemStatus(`http://${request.headers.host ?? ''}`, tls), query, '')),
      get(/^\/webhooks$/, cannotList, ({ request, query, twist }) => webhooks.list(request, query, twist)),
      get(/^\/webhooks\/(\d+)$/, cannotView, ({ ids: [id = 0] }) => webhooks.get(id)),
      { methods: ['POST'], pattern: /^\/webhooks$/, refusal: cannotCreate, run: ({ request }) => webhooks.create(request) },
      { methods: ['PUT', 'PATCH', 'POST'], pattern: /^\/webhooks\/(\d+)$/, refusal: cannotEdit, run: ({ ids: [id = 0], request }) => webhooks.change(id, request) },
    ];
  }

  handle(request: Incoming, twist: Twist | null): Answer {
    const query = new QueryParameters(request.query);
    const tls = this.#settings.treatAsTls;
    const identity = this.#authenticator.identify(request, query, tls);
    if (identity.kind === 'refused') return identity.answer;
    const path = request.path.startsWith(`${base}/`) ? request.path.slice(base.length) : '';
    for (const { methods, pattern, refusal, run } of this.#routes) {
      const match = methods.includes(request.method) ? pattern.exec(path) : null;
      if (!match) continue;
      if (identity.kind === 'nobody') return wordpressError(401, ...refusal);
      return run({ request, query, twist, ids: match.slice(1).map(Number), tls });
    }
    return wordpressError(404, 'rest_no_route', 'No route was found matching the URL and request method.');
  }

  /** WooCommerce has no limit of its own: host, CDN or a security plug-in answers, in HTML. */
  refuse(refusal: Refusal, retryAfterSeconds: number): Answer {
    const html = (status: number, body: string, headers: Record<string, string> = {}): Answer => ({ status, headers: { ...htmlHeaders, ...headers }, body });
    const critical: Json = { code: 'internal_server_error', message: '<p>There has been a critical error on this website.</p>', data: { status: 500 }, additional_errors: [] };
    switch (refusal) {
      case '429':
        return html(429, tooManyRequestsPage, { 'retry-after': String(retryAfterSeconds) });
      case '429-without-headers':
        return html(429, tooManyRequestsPage);
      case '500':
        return wordpressAnswer(500, critical);
      case 'html-200':
        return html(200, challengePage);
      case 'error-in-200':
        return wordpressAnswer(200, critical);
      default:
        return html(503, maintenancePage, { 'retry-after': String(Math.max(retryAfterSeconds, 1)) });
    }
  }
}
