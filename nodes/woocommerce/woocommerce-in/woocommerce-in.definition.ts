import Type from 'typebox';
import type { NodeDefinition } from '../../runtime/node-definition.ts';

const orders = { property: 'resource', is: ['orders'] } as const;
const fastest = { property: 'scope', is: ['fastest'] } as const;

export const WoocommerceInConfig = Type.Object({
  account: Type.String({ minLength: 1, 'x-ui': { control: 'account', nodeType: 'woocommerce-account' } }),
  resource: Type.Union([Type.Literal('orders'), Type.Literal('stock')], { default: 'orders' }),
  scope: Type.Union([Type.Literal('everything'), Type.Literal('fastest')], { default: 'everything', 'x-ui': { when: { property: 'resource', is: ['stock'] } } }),
  intervalSeconds: Type.Integer({ minimum: 1, maximum: 86_400, default: 60, 'x-ui': { unit: 'seconds' } }),
  overlapSeconds: Type.Integer({ minimum: 1, maximum: 86_400, default: 300, 'x-ui': { unit: 'seconds', when: orders } }),
  startAt: Type.String({ default: '', 'x-ui': { when: orders } }),
  webhookPath: Type.String({ default: '', pattern: '^[a-z0-9-/]*$', 'x-ui': { when: orders } }),
  statusTable: Type.String({ default: '', pattern: '^[a-z0-9-]*$', 'x-ui': { advanced: true, when: orders } }),
  fastest: Type.Integer({ minimum: 1, maximum: 1000, default: 100, 'x-ui': { unit: 'skus', advanced: true, when: fastest } }),
  hours: Type.Number({ minimum: 0.1, maximum: 720, default: 24, 'x-ui': { unit: 'hours', advanced: true, when: fastest } }),
});
export type WoocommerceInConfig = Type.Static<typeof WoocommerceInConfig>;

export const definition: NodeDefinition = {
  type: 'woocommerce-in',
  group: 'woocommerce',
  kind: 'node',
  icon: 'selvedge-woocommerce.svg',
  inputs: [],
  outputs: [{ entities: ['sales-order', 'shown-stock-page'] }],
  labelFrom: 'resource',
  config: WoocommerceInConfig,
};
