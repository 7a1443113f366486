import type { JsonObject } from '../json-value.ts';
import type { InvalidParameter } from './wordpress-answer.ts';

const statuses = ['instock', 'outofstock', 'onbackorder'];
const backorders = ['no', 'notify', 'yes'];
/** Of an update; all others are not simulated. */
const known = ['id', 'stock_quantity', 'manage_stock', 'stock_status', 'backorders', 'low_stock_amount'];

/** Members that the sandbox would have to ignore: it refuses them instead. */
export const unknownMembers = (body: JsonObject): string[] => Object.keys(body).filter((name) => !known.includes(name));

/** What WordPress holds against the types of the members; a number may come as text. */
export const invalidStock = (body: JsonObject): InvalidParameter[] => {
  const invalid: InvalidParameter[] = [];
  const refuse = (name: string, code: string, message: string): void => void invalid.push({ name, code, message: `${name} ${message}` });
  for (const name of ['stock_quantity', 'low_stock_amount']) {
    const value = body[name];
    if (value !== undefined && value !== null && !Number.isInteger(typeof value === 'string' && value !== '' ? Number(value) : value)) refuse(name, 'rest_invalid_type', 'is not of type integer.');
  }
  const { manage_stock: managed, stock_status: status, backorders: policy } = body;
  if (managed !== undefined && typeof managed !== 'boolean' && !['true', 'false', 'parent', 'yes', 'no', 0, 1].includes(managed as string | number)) refuse('manage_stock', 'rest_invalid_type', 'is not of type boolean.');
  if (status !== undefined && !statuses.includes(status as string)) refuse('stock_status', 'rest_not_in_enum', 'is not one of instock, outofstock, and onbackorder.');
  if (policy !== undefined && !backorders.includes(policy as string)) refuse('backorders', 'rest_not_in_enum', 'is not one of no, notify, and yes.');
  return invalid;
};

/** The members as WooCommerce keeps them. A quantity counts only for a product that manages stock; `parent` switches own stock off. */
export const stockChanges = (body: JsonObject): JsonObject => {
  const changes: JsonObject = {};
  const { manage_stock: managed, stock_quantity: quantity, stock_status: status, backorders: policy, low_stock_amount: low } = body;
  if (managed !== undefined) changes['manage_stock'] = [true, 'true', 'yes', 1].includes(managed as string | number | boolean);
  if (quantity !== undefined) changes['stock_quantity'] = quantity === null ? null : Number(quantity);
  if (status !== undefined) changes['stock_status'] = status;
  if (policy !== undefined) changes['backorders'] = policy;
  if (low !== undefined) changes['low_stock_amount'] = low === null ? null : Number(low);
  return changes;
};
