import type { TSchema } from 'typebox';
import Type from 'typebox';
import { ErpOrder } from './erp-order.ts';
import { ExceptionRecord } from './exception-record.ts';
import { Sku } from './identity.ts';
import { SalesOrder } from './sales-order.ts';
import { BackInStock, FeedStanding, ShownStockPage, StockChange, StockLevelPage, StockPositionPage } from './stock.ts';

/**
 * The canonical entities that travel on wires: `msg.topic` is the key, `msg.payload` fits the schema.
 * Master data travels as pages, because 100,000 single messages are waste.
 */
export const entitySchemas = {
  'sales-order': SalesOrder,
  'sku-page': Type.Array(Sku),
  'erp-order-page': Type.Array(ErpOrder),
  'stock-position-page': StockPositionPage,
  'stock-level-page': StockLevelPage,
  'stock-change': StockChange,
  'shown-stock-page': ShownStockPage,
  'feed-standing': FeedStanding,
  'back-in-stock': BackInStock,
  'exception': ExceptionRecord,
} as const satisfies Record<string, TSchema>;

export type EntityName = keyof typeof entitySchemas;

/** As operators speak of them. */
export const entityLabels: Record<EntityName, string> = {
  'sales-order': 'sales order',
  'sku-page': 'page of SKUs',
  'erp-order-page': 'page of BlueCherry orders',
  'stock-position-page': 'page of stock positions',
  'stock-level-page': 'page of stock levels',
  'stock-change': 'stock change',
  'shown-stock-page': 'page of shown stock',
  'feed-standing': 'standing of a feed',
  'back-in-stock': 'SKU back in stock',
  'exception': 'exception',
};
