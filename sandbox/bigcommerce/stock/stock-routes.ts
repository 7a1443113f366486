import type { JsonObject } from '../../json-value.ts';
import { json } from '../answer.ts';
import type { Catalogue } from '../catalogue/catalogue.ts';
import { skuOf } from '../catalogue/present-product.ts';
import type { Ids } from '../ids.ts';
import { listV3, pageParameters } from '../page-of.ts';
import type { Query } from '../query.ts';
import { missing, Refusal } from '../refusal.ts';
import { bodyOf, idsOf, type Call, type Route } from '../route.ts';
import { absoluteAdjustment, relativeAdjustment } from './adjust.ts';
import type { BulkSettings, BulkWork } from './bulk-work.ts';
import type { Location, StockItem, Warehouse } from './warehouse.ts';

const itemsPerPage = 1000;

const identityOf = ({ product, variant }: StockItem, withSkuId: boolean): JsonObject => ({
  sku: variant?.sku ?? skuOf(product),
  variant_id: variant?.id ?? product.variants[0]?.id ?? 0,
  product_id: product.id,
  ...(withSkuId ? { sku_id: variant?.skuId ?? 0 } : {}),
});

const figuresOf = (warehouse: Warehouse, item: StockItem, locationId: number): JsonObject => ({
  available_to_sell: warehouse.availableToSell(item, locationId),
  total_inventory_onhand: warehouse.onHand(item, locationId),
  settings: { safety_stock: warehouse.safetyStock(item, locationId), is_in_stock: warehouse.availableToSell(item, locationId) > 0, warning_level: 0, bin_picking_number: '' },
});

const wanted = (query: Query, { product, variant }: StockItem): boolean => {
  const among = (name: string, value: unknown): boolean => query.list(name)?.includes(String(value)) ?? true;
  return among('sku:in', variant?.sku ?? skuOf(product)) && among('variant_id:in', variant?.id) && among('product_id:in', product.id);
};

const presentLocation = (location: Location): JsonObject => ({
  id: location.id,
  code: location.code,
  label: location.label,
  description: '',
  managed_by_external_source: false,
  type_id: 'PHYSICAL',
  enabled: location.enabled,
  is_default: location.isDefault,
  storefront_visibility: true,
});

/** Inventory v3. */
export const stockRoutes = (catalogue: Catalogue, warehouse: Warehouse, bulk: BulkWork, settings: BulkSettings, ids: Ids): Route[] => {
  const adjust = (call: Call, read: typeof absoluteAdjustment): ReturnType<Route['run']> => {
    const busyMs = bulk.beginAdjustment();
    if (busyMs > 0) throw new Refusal(429, 'Another inventory adjustment is being processed: send one at a time');
    const apply = read(catalogue, warehouse, bodyOf(call));
    warehouse.setLater(settings.inventoryDelayMs, apply);
    return json(200, { transaction_id: `transaction-${ids.next('stock transaction', 1)}` });
  };
  const locationsOf = (query: Query): Location[] => {
    const among = (name: string, value: unknown): boolean => query.list(name)?.includes(String(value)) ?? true;
    return warehouse.locations.filter(({ id, code }) => among('location_id:in', id) && among('location_code:in', code));
  };
  return [
    { operation: 'PUT /v3/inventory/adjustments/absolute', run: (call) => adjust(call, absoluteAdjustment) },
    { operation: 'POST /v3/inventory/adjustments/relative', run: (call) => adjust(call, relativeAdjustment) },
    {
      operation: 'GET /v3/inventory/items',
      query: ['sku:in', 'variant_id:in', 'product_id:in', 'location_id:in', 'location_code:in', ...pageParameters],
      run: (call) => {
        const locations = locationsOf(call.query);
        const render = (item: StockItem): JsonObject => ({
          identity: identityOf(item, true),
          locations: locations.map(({ id, code, label, enabled }) => ({ location_id: id, location_code: code, location_name: label, location_enabled: enabled, ...figuresOf(warehouse, item, id) })),
        });
        return listV3(call, warehouse.items().filter((item) => wanted(call.query, item)), render, itemsPerPage);
      },
    },
    {
      operation: 'GET /v3/inventory/locations/{location_id}/items',
      query: ['sku:in', 'variant_id:in', 'product_id:in', ...pageParameters],
      run: (call) => {
        const [locationId] = idsOf(call);
        if (!warehouse.locations.some(({ id }) => id === locationId)) throw missing('Location was not found');
        return listV3(call, warehouse.items().filter((item) => wanted(call.query, item)), (item) => ({ identity: identityOf(item, false), ...figuresOf(warehouse, item, locationId) }), itemsPerPage);
      },
    },
    {
      operation: 'GET /v3/inventory/locations',
      query: ['location_id:in', 'location_code:in', 'is_default', 'is_active', ...pageParameters],
      run: (call) => {
        const [isDefault, isActive] = [call.query.flag('is_default'), call.query.flag('is_active')];
        const shown = locationsOf(call.query).filter((location) => (isDefault === null || location.isDefault === isDefault) && (isActive === null || location.enabled === isActive));
        return listV3(call, shown, presentLocation);
      },
    },
  ];
};
