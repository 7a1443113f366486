import { OperationError } from '../errors/operation-error.ts';
import type { OrderCodes, SalesOrder } from '../model/sales-order.ts';
import type { MappingTable } from './read-mapping-table.ts';
import { lookUp } from './read-mapping-table.ts';

/** What of an order a translation rule looks at. */
export const orderAttributes = ['shipping-method', 'ship-to-country', 'payment-method', 'customer-kind', 'created-via', 'channel', 'currency'] as const;
export type OrderAttribute = (typeof orderAttributes)[number];

export interface TranslationRule {
  /** File name of the table without `.csv`. */
  readonly table: string;
  readonly from: OrderAttribute;
  readonly to: keyof OrderCodes;
}

/** Stands for an order that has no such thing: no shipping line, no payment method. */
export const none = '(none)';

/** Stands for the payment method of an order that cost something and names none: it was paid outside the shop. */
export const notStated = '(not stated)';

/**
 * Values to look for, most specific first. A shipping method is looked for with its zone's instance (`flat_rate:3`),
 * then without; of several shipping lines the first one that is not free of charge decides, else the first.
 */
export function attributeValues(order: SalesOrder, attribute: OrderAttribute): readonly string[] {
  switch (attribute) {
    case 'shipping-method': {
      const line = order.shippingLines.find((candidate) => candidate.net > 0) ?? order.shippingLines[0];
      if (!line?.methodId) return [none];
      return line.instanceId ? [`${line.methodId}:${line.instanceId}`, line.methodId] : [line.methodId];
    }
    case 'ship-to-country':
      return [order.shipTo.country || none];
    case 'payment-method':
      return [order.payment.method || (order.totals.total === 0 ? none : notStated)];
    case 'customer-kind':
      return [order.customer.kind];
    case 'created-via':
      return [order.createdVia || none];
    case 'channel':
      return [order.channel];
    case 'currency':
      return [order.currency];
  }
}

/**
 * The order with its ERP codes.
 * @throws TRANSLATION_MISSING naming every table and value without a row
 */
export function translateOrder(order: SalesOrder, rules: readonly TranslationRule[], tables: ReadonlyMap<string, MappingTable>): SalesOrder {
  const codes: OrderCodes = { customer: '', division: '', warehouse: '', shipVia: '', terms: '', orderType: '' };
  const missing: { table: string; value: string }[] = [];
  for (const rule of rules) {
    const table = tables.get(rule.table);
    if (!table) throw new OperationError('TABLE_MISSING', `There is no table ${rule.table}.csv.`, { details: { table: rule.table } });
    const values = attributeValues(order, rule.from);
    const code = lookUp(table, values);
    if (code === undefined) missing.push({ table: rule.table, value: values[0] ?? none });
    else codes[rule.to] = code;
  }
  const [first] = missing;
  if (first) {
    const named = missing.map(({ table, value }) => `"${value}" in ${table}.csv`).join(', ');
    throw new OperationError('TRANSLATION_MISSING', `No translation for ${named}.`, {
      details: { table: first.table, value: first.value, missing: missing.map(({ table, value }) => `${table}: ${value}`) },
    });
  }
  return { ...order, codes };
}
