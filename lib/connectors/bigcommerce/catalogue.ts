import type { HttpAccount } from '../http/create-http-account.ts';
import { inChunks } from '../http/in-chunks.ts';
import { OperationError } from '../../errors/operation-error.ts';
import type { BulkTurns } from './bulk-turns.ts';
import { catalogueLimits } from './catalogue-limits.ts';
import type { NewProduct, NewVariant, OptionUpdate, OptionValue, ProductUpdate, VariantUpdate } from './catalogue-shape.ts';
import { checkNewProduct, checkNewVariant, checkProduct } from './check-catalogue.ts';
import { idOf, membersOf, type Members } from './remote-record.ts';
import { saidOf } from './read-error.ts';
import type { WriteOptions } from './shipments.ts';
import { v3Pages, type ListOptions } from './v3-pages.ts';
import { writeBatches, type WriteOutcome } from './write-batch.ts';

/** Products, variants and options of a store, in BigCommerce's own members. Writes go one after the other, and never beside stock. */
export interface Catalogue {
  /** Products with their variants, options, images and custom fields, by id or by their own SKU, page by page. */
  findProducts(by: { readonly ids: readonly number[] } | { readonly skus: readonly string[] }, options?: ListOptions): AsyncGenerator<readonly Members[]>;
  /**
   * Makes a product with its options and variants in one call; `problems` are parts that the store left out (207).
   * @throws PAYLOAD_INVALID over a limit, REMOTE_REFUSED for a name or SKU that is taken
   */
  createProduct(product: NewProduct, options?: WriteOptions): Promise<{ readonly product: Members; readonly problems: readonly string[] }>;
  /** 10 a call. */
  updateProducts(updates: readonly ProductUpdate[], options?: WriteOptions): Promise<readonly WriteOutcome<ProductUpdate>[]>;
  /** 50 a call, of any products. */
  updateVariants(updates: readonly VariantUpdate[], options?: WriteOptions): Promise<readonly WriteOutcome<VariantUpdate>[]>;
  /** One call: a variant of values that exist; see {@link addOptionValue}. */
  createVariant(productId: number, variant: NewVariant, options?: WriteOptions): Promise<Members>;
  addOptionValue(productId: number, optionId: number, value: OptionValue, options?: WriteOptions): Promise<Members>;
  /** The option with all its values: the way to set the order of sizes. */
  updateOption(productId: number, option: OptionUpdate, options?: WriteOptions): Promise<Members>;
}

const include = 'variants,options,images,custom_fields';
const perCall = 100;

export function createCatalogue(account: Pick<HttpAccount, 'call'>, turns: BulkTurns): Catalogue {
  const write = async (method: 'POST' | 'PUT', path: string, route: string, body: unknown, { signal, priority = 'catalogue', guard }: WriteOptions = {}) => {
    const answer = await turns.take('catalogue', signal, () => account.call({ method, path: `/v3/catalog${path}`, route: `/catalog${route}`, body, priority, signal, ...(guard ? { guard } : {}) }));
    const record = membersOf(membersOf(answer.body)['data']);
    if (idOf(record['id']) === null) {
      throw new OperationError('OUTCOME_UNKNOWN', `BigCommerce answered /catalog${route} without a record: what was written is not known.`, { details: { route: `/catalog${route}`, status: answer.status } });
    }
    return { record, errors: membersOf(answer.body)['errors'] };
  };

  return {
    async *findProducts(by, options = {}) {
      const [name, values] = 'ids' in by ? (['id:in', by.ids.map(String)] as const) : (['sku:in', by.skus] as const);
      for (const chunk of inChunks([...new Set(values)].filter((value) => value !== '' && !value.includes(',')), perCall)) {
        yield* v3Pages(account, { path: '/catalog/products', route: `/catalog/products?${name}` }, { [name]: chunk.join(','), include }, { priority: 'catalogue', ...options });
      }
    },
    async createProduct(product, options) {
      checkNewProduct(product);
      const { record, errors } = await write('POST', '/products', '/products', product, options);
      return { product: record, problems: saidOf(errors) };
    },
    async updateProducts(updates, options = {}) {
      for (const update of updates) checkProduct(update, update.name ?? String(update.id));
      return writeBatches(account, turns, updates, { path: '/v3/catalog/products', route: '/catalog/products', size: catalogueLimits.productsPerCall }, options);
    },
    updateVariants: (updates, options = {}) =>
      writeBatches(account, turns, updates, { path: '/v3/catalog/variants', route: '/catalog/variants', size: catalogueLimits.variantsPerCall }, options),
    async createVariant(productId, variant, options) {
      checkNewVariant(variant, String(productId));
      return (await write('POST', `/products/${productId}/variants`, '/products/{id}/variants', variant, options)).record;
    },
    async addOptionValue(productId, optionId, value, options) {
      return (await write('POST', `/products/${productId}/options/${optionId}/values`, '/products/{id}/options/{id}/values', value, options)).record;
    },
    async updateOption(productId, { id, ...option }, options) {
      return (await write('PUT', `/products/${productId}/options/${id}`, '/products/{id}/options/{id}', { product_id: productId, ...option }, options)).record;
    },
  };
}
