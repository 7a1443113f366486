import { coreStatusMap, statusWithoutPrefix } from '../../../lib/connectors/woocommerce/status-map.ts';
import { OperationError } from '../../../lib/errors/operation-error.ts';
import { OrderState } from '../../../lib/model/sales-order.ts';
import type { ClientTables } from '../../runtime/client-tables.ts';

const orderStates = OrderState.anyOf.map((state) => state.const);

/**
 * WooCommerce's own statuses and those that the client's table adds or changes.
 * @throws TABLE_INVALID for a row whose value is not one of our order states
 */
export async function readStatusMap(tables: ClientTables, table: string): Promise<ReadonlyMap<string, OrderState>> {
  if (table === '') return coreStatusMap;
  const { rows } = await tables.read(table);
  const added = [...rows].map(([from, to]): [string, OrderState] => {
    const state = orderStates.find((candidate) => candidate === to);
    if (!state) {
      throw new OperationError('TABLE_INVALID', `Table ${table}.csv: "${to}" is not one of ${orderStates.join(', ')}.`, { details: { table, value: to } });
    }
    return [statusWithoutPrefix(from), state];
  });
  return new Map([...coreStatusMap, ...added]);
}
