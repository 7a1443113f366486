import type { Request } from 'express';
import type { NodeAPI } from 'node-red';
import { OperationError } from '../../../lib/errors/operation-error.ts';
import type { SkuPosition, StockCycle } from '../../../lib/model/stock.ts';
import { adminRoute } from '../../runtime/admin-routes.ts';
import type { KitServices } from '../../runtime/services.ts';
import { adviseBuffer } from './advise-buffer.ts';
import type { ChannelCalculation } from './open-calculation.ts';

type Running = ReadonlyMap<string, ChannelCalculation>;

/** For the form: what was measured and what it calls for, and a SKU to calculate as an example. */
export function registerAtsRoutes(RED: NodeAPI, running: Running): void {
  adminRoute(RED, 'get', 'ats/:node/advice', 'selvedge.read', (request, services) => adviseBuffer(services, deployed(request, running)));
  adminRoute(RED, 'get', 'ats/:node/position', 'selvedge.read', async (request, services) => {
    const { sku } = request.query as { sku?: unknown };
    const calculation = deployed(request, running);
    const found = find(services, typeof sku === 'string' ? sku.trim() : '');
    return { ...found, context: await calculation.contextOf(found) };
  });
}

function deployed(request: Request, running: Running): ChannelCalculation {
  const calculation = running.get(request.params['node'] ?? '');
  if (!calculation) throw new OperationError('CONFIGURATION_INVALID', 'This node does not run: deploy it first, or see what is said under it.');
  return calculation;
}

function find({ positions }: Pick<KitServices, 'positions'>, skuCode: string): { readonly cycle: StockCycle; readonly position: SkuPosition } {
  for (const book of positions.values()) {
    const cycle = book.head();
    const [position] = cycle === null ? [] : book.find([skuCode]);
    if (cycle && position) return { cycle, position };
  }
  const why = positions.size === 0 ? 'this worker reads no stock feed yet' : 'no feed that this worker reads knows it';
  throw new OperationError('SKU_UNKNOWN', `There is no position of "${skuCode}": ${why}.`, { details: { skuCode } });
}
