import Type from 'typebox';
import type { NodeDefinition } from '../../runtime/node-definition.ts';

export const OrderValidationConfig = Type.Object({
  account: Type.String({ minLength: 1, 'x-ui': { control: 'account', nodeType: 'bluecherry-account' } }),
  maxLineQuantity: Type.Integer({ minimum: 1, maximum: 1_000_000, default: 500, 'x-ui': { unit: 'units' } }),
  maxOrderTotal: Type.Integer({ minimum: 1, maximum: 1_000_000_000, default: 25_000, 'x-ui': { unit: 'currencyUnits' } }),
});
export type OrderValidationConfig = Type.Static<typeof OrderValidationConfig>;

export const definition: NodeDefinition = {
  type: 'order-validation',
  group: 'operations',
  kind: 'node',
  icon: 'selvedge-validation.svg',
  inputs: [{ entities: ['sales-order'] }],
  outputs: [{ entities: ['sales-order'] }, { entities: ['sales-order'] }],
  config: OrderValidationConfig,
};
