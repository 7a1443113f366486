import Type from 'typebox';
import type { NodeDefinition } from '../../runtime/node-definition.ts';

export const WoocommerceOutConfig = Type.Object({
  account: Type.String({ minLength: 1, 'x-ui': { control: 'account', nodeType: 'woocommerce-account' } }),
  operation: Type.Union([Type.Literal('stock')], { default: 'stock' }),
  unknownSkus: Type.Union([Type.Literal('skip'), Type.Literal('exception')], { default: 'skip' }),
  lingerMs: Type.Integer({ minimum: 0, maximum: 60_000, default: 250, 'x-ui': { unit: 'milliseconds', advanced: true } }),
  lookBeforeHot: Type.Boolean({ default: true, 'x-ui': { advanced: true } }),
  readBackHot: Type.Boolean({ default: true, 'x-ui': { advanced: true } }),
  unknownAfterSeconds: Type.Integer({ minimum: 0, maximum: 3600, default: 30, 'x-ui': { unit: 'seconds', advanced: true } }),
});
export type WoocommerceOutConfig = Type.Static<typeof WoocommerceOutConfig>;

export const definition: NodeDefinition = {
  type: 'woocommerce-out',
  group: 'woocommerce',
  kind: 'node',
  icon: 'selvedge-woocommerce.svg',
  inputs: [{ entities: ['stock-change'] }],
  outputs: [{ entities: ['stock-change'] }],
  labelFrom: 'operation',
  config: WoocommerceOutConfig,
};
