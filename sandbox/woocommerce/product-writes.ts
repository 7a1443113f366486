import type { Answer, Incoming } from '../http/exchange.ts';
import { isJsonObject, numberOf, objectsOf, parseJson, type JsonObject } from '../json-value.ts';
import type { Catalogue } from './catalogue.ts';
import { invalidStock, stockChanges, unknownMembers } from './read-stock-changes.ts';
import type { ShopStock } from './shop-stock.ts';
import { invalidParameters, wordpressAnswer, wordpressError } from './wordpress-answer.ts';

const maxMembers = 100;
const variationHint = 'To manipulate product variations you should use the /products/&lt;product_id&gt;/variations/&lt;id&gt; endpoint.';

interface Refused {
  readonly code: string;
  readonly message: string;
  readonly status: number;
}

const readBody = (request: Incoming): JsonObject | null => {
  try {
    const value = request.body.length > 0 ? parseJson(request.body.toString('utf8')) : {};
    return isJsonObject(value) ? value : {};
  } catch {
    return null;
  }
};

const malformed = (): Answer => wordpressError(400, 'rest_invalid_json', 'Invalid JSON body passed.');
const notSimulated = (names: readonly string[]): Answer => wordpressError(501, 'sandbox_not_simulated', `The sandbox does not simulate writing ${names.join(', ')}; see sandbox/README.md.`);
const refusal = ({ code, message, status }: Refused): Answer => wordpressError(status, code, message);

/** Stock of products and variations, one by one and in batches. Writes are absolute and the last one wins. */
export class ProductWrites {
  readonly #catalogue: Catalogue;
  readonly #stock: ShopStock;

  constructor(catalogue: Catalogue, stock: ShopStock) {
    this.#catalogue = catalogue;
    this.#stock = stock;
  }

  product(id: number, request: Incoming): Answer {
    return this.#one(request, (body) => this.#writeProduct(id, body));
  }

  /** Here the route itself knows whose variation it is; a batch does not look. */
  variation(parentId: number, id: number, request: Incoming): Answer {
    const own = this.#catalogue.variationsOf(parentId).some((variation) => numberOf(variation, 'id') === id);
    if (!own) return wordpressError(404, 'woocommerce_rest_product_variation_invalid_id', 'Invalid ID.');
    return this.#one(request, (body) => this.#writeVariation(parentId, id, body));
  }

  productBatch(request: Incoming): Answer {
    return this.#batch(request, (member) => this.#writeProduct(numberOf(member, 'id'), member));
  }

  variationBatch(parentId: number, request: Incoming): Answer {
    return this.#batch(request, (member) => this.#writeVariation(parentId, numberOf(member, 'id'), member));
  }

  #one(request: Incoming, write: (body: JsonObject) => JsonObject | Refused): Answer {
    const body = readBody(request);
    if (!body) return malformed();
    const unknown = unknownMembers(body);
    if (unknown.length > 0) return notSimulated(unknown);
    const invalid = invalidStock(body);
    if (invalid.length > 0) return invalidParameters(invalid);
    const written = write(body);
    return isRefused(written) ? refusal(written) : wordpressAnswer(200, written);
  }

  #batch(request: Incoming, write: (member: JsonObject) => JsonObject | Refused): Answer {
    const body = readBody(request);
    if (!body) return malformed();
    const members = ['create', 'update', 'delete'].reduce((count, name) => count + (Array.isArray(body[name]) ? body[name].length : 0), 0);
    if (members > maxMembers) return wordpressError(413, 'woocommerce_rest_request_entity_too_large', `Unable to accept more than ${maxMembers} items for this request.`);
    const updates = objectsOf(body, 'update');
    const unknown = [...new Set([...Object.keys(body).filter((name) => name !== 'update'), ...updates.flatMap(unknownMembers)])];
    if (unknown.length > 0) return notSimulated(unknown);
    return wordpressAnswer(200, {
      update: updates.map((member): JsonObject => {
        const [invalid] = invalidStock(member);
        const written = invalid ? { code: 'rest_invalid_param', message: `Invalid parameter(s): ${invalid.name}`, status: 400 } : write(member);
        if (!isRefused(written)) return written;
        return { id: numberOf(member, 'id'), error: { code: written.code, message: written.message, data: { status: written.status } } };
      }),
    });
  }

  #writeProduct(id: number, body: JsonObject): JsonObject | Refused {
    const record = this.#catalogue.record(id);
    if (!record) return { code: 'woocommerce_rest_product_invalid_id', message: 'Invalid ID.', status: 400 };
    if (record['type'] === 'variation') return { code: 'woocommerce_rest_invalid_product_id', message: variationHint, status: 404 };
    return this.#stock.save(id, stockChanges(body), 'api');
  }

  /** WooCommerce's batch gives a foreign variation the parent of the route (its code says so; not tried on a running shop). */
  #writeVariation(parentId: number, id: number, body: JsonObject): JsonObject | Refused {
    if (this.#catalogue.record(id)?.['type'] !== 'variation') return { code: 'woocommerce_rest_product_variation_invalid_id', message: 'Invalid ID.', status: 400 };
    this.#stock.save(id, { ...stockChanges(body), parent_id: parentId }, 'api');
    return this.#catalogue.record(id) ?? {};
  }
}

const isRefused = (written: JsonObject | Refused): written is Refused => typeof written['status'] === 'number';
