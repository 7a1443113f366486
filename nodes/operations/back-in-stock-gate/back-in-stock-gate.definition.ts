import Type from 'typebox';
import type { NodeDefinition } from '../../runtime/node-definition.ts';

export const BackInStockGateConfig = Type.Object({
  threshold: Type.Integer({ minimum: 1, maximum: 1_000_000, default: 3, 'x-ui': { unit: 'units' } }),
  holdMinutes: Type.Integer({ minimum: 0, maximum: 1440, default: 30, 'x-ui': { unit: 'minutes' } }),
  rearmAt: Type.Integer({ minimum: 0, maximum: 1_000_000, default: 0, 'x-ui': { unit: 'units', advanced: true } }),
  staleAfterMinutes: Type.Number({ minimum: 0, maximum: 10_080, default: 120, 'x-ui': { unit: 'minutes', advanced: true } }),
});
export type BackInStockGateConfig = Type.Static<typeof BackInStockGateConfig>;

export const definition: NodeDefinition = {
  type: 'back-in-stock-gate',
  group: 'operations',
  kind: 'node',
  icon: 'selvedge-back-in-stock.svg',
  inputs: [{ entities: ['stock-level-page'] }],
  outputs: [{ entities: ['back-in-stock'] }],
  config: BackInStockGateConfig,
};
