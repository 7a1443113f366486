import Type from 'typebox';
import type { NodeDefinition } from '../../runtime/node-definition.ts';

export const BluecherryInConfig = Type.Object({
  account: Type.String({ minLength: 1, 'x-ui': { control: 'account', nodeType: 'bluecherry-account' } }),
  resource: Type.Union([Type.Literal('skus'), Type.Literal('orders')], { default: 'skus' }),
  intervalSeconds: Type.Integer({ minimum: 1, maximum: 86_400, default: 300, 'x-ui': { unit: 'seconds' } }),
  overlapSeconds: Type.Integer({ minimum: 0, maximum: 86_400, default: 300, 'x-ui': { unit: 'seconds', advanced: true } }),
});
export type BluecherryInConfig = Type.Static<typeof BluecherryInConfig>;

export const definition: NodeDefinition = {
  type: 'bluecherry-in',
  group: 'bluecherry',
  kind: 'node',
  icon: 'selvedge-bluecherry.svg',
  inputs: [],
  outputs: [{ entities: ['sku-page', 'erp-order-page'] }],
  labelFrom: 'resource',
  config: BluecherryInConfig,
};
