import { Ajv } from 'ajv';
import type { ErrorDetail } from './bluecherry-answer.ts';
import { OrderBatchBody, type OrderBody } from './order-schema.ts';

const validate = new Ajv({ allErrors: true, allowUnionTypes: true }).compile<{ orders: OrderBody[] }>(OrderBatchBody);

/** `/orders/0/lines/2/price` as the ERP writes it: `orders[0].lines[2].price`. */
const errorPath = (pointer: string): string => pointer.slice(1).replace(/\/(\d+)/g, '[$1]').replaceAll('/', '.');

/** The orders of a batch, or what is wrong with its shape. */
export const readOrderBatch = (body: Buffer): { readonly orders: readonly OrderBody[] } | { readonly malformed: readonly ErrorDetail[] } => {
  let value: unknown;
  try {
    value = JSON.parse(body.toString('utf8'));
  } catch {
    return { malformed: [{ path: '', code: 'MALFORMED', message: 'The body is not JSON.' }] };
  }
  if (validate(value)) return value;
  return {
    malformed: (validate.errors ?? []).slice(0, 20).map(({ instancePath, message }) => ({ path: errorPath(instancePath), code: 'MALFORMED', message: message ?? '' })),
  };
};
