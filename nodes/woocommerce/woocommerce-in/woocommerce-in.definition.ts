import Type from 'typebox';
import type { NodeDefinition } from '../../runtime/node-definition.ts';

export const WoocommerceInConfig = Type.Object({
  account: Type.String({ minLength: 1, 'x-ui': { control: 'account', nodeType: 'woocommerce-account' } }),
  resource: Type.Union([Type.Literal('orders')], { default: 'orders' }),
  intervalSeconds: Type.Integer({ minimum: 1, maximum: 86_400, default: 60, 'x-ui': { unit: 'seconds' } }),
  overlapSeconds: Type.Integer({ minimum: 1, maximum: 86_400, default: 300, 'x-ui': { unit: 'seconds' } }),
  startAt: Type.String({ default: '' }),
  webhookPath: Type.String({ default: '', pattern: '^[a-z0-9-/]*$' }),
  statusTable: Type.String({ default: '', pattern: '^[a-z0-9-]*$', 'x-ui': { advanced: true } }),
});
export type WoocommerceInConfig = Type.Static<typeof WoocommerceInConfig>;

export const definition: NodeDefinition = {
  type: 'woocommerce-in',
  group: 'woocommerce',
  kind: 'node',
  icon: 'selvedge-woocommerce.svg',
  inputs: [],
  outputs: [{ entities: ['sales-order'] }],
  labelFrom: 'resource',
  config: WoocommerceInConfig,
};
