import Type from 'typebox';
import type { NodeDefinition } from '../../runtime/node-definition.ts';

export const BluecherryOutConfig = Type.Object({
  account: Type.String({ minLength: 1, 'x-ui': { control: 'account', nodeType: 'bluecherry-account' } }),
  operation: Type.Union([Type.Literal('create-sales-order')], { default: 'create-sales-order' }),
  batchSize: Type.Integer({ minimum: 1, maximum: 100, default: 100, 'x-ui': { unit: 'orders' } }),
  lingerMs: Type.Integer({ minimum: 0, maximum: 60_000, default: 200, 'x-ui': { unit: 'milliseconds', advanced: true } }),
  unknownAfterSeconds: Type.Integer({ minimum: 0, maximum: 3600, default: 30, 'x-ui': { unit: 'seconds', advanced: true } }),
});
export type BluecherryOutConfig = Type.Static<typeof BluecherryOutConfig>;

export const definition: NodeDefinition = {
  type: 'bluecherry-out',
  group: 'bluecherry',
  kind: 'node',
  icon: 'selvedge-bluecherry.svg',
  inputs: [{ entities: ['sales-order'] }],
  outputs: [{ entities: ['sales-order'] }],
  labelFrom: 'operation',
  config: BluecherryOutConfig,
};
