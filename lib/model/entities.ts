import type { TSchema } from 'typebox';
import Type from 'typebox';
import { ErpOrder } from './erp-order.ts';
import { ExceptionRecord } from './exception-record.ts';
import { Sku } from './identity.ts';
import { SalesOrder } from './sales-order.ts';

/**
 * The canonical entities that travel on wires: `msg.topic` is the key, `msg.payload` fits the schema.
 * Master data travels as pages, because 100,000 single messages are waste.
 */
export const entitySchemas = {
  'sales-order': SalesOrder,
  'sku-page': Type.Array(Sku),
  'erp-order-page': Type.Array(ErpOrder),
  'exception': ExceptionRecord,
} as const satisfies Record<string, TSchema>;

export type EntityName = keyof typeof entitySchemas;

/** As operators speak of them. */
export const entityLabels: Record<EntityName, string> = {
  'sales-order': 'sales order',
  'sku-page': 'page of SKUs',
  'erp-order-page': 'page of BlueCherry orders',
  'exception': 'exception',
};
