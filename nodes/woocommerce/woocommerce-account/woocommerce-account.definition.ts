import Type from 'typebox';
import type { NodeDefinition } from '../../runtime/node-definition.ts';

export const WoocommerceAccountConfig = Type.Object({
  baseUrl: Type.String({ minLength: 1, default: '' }),
  channel: Type.String({ minLength: 1, default: '' }),
  externalRefPrefix: Type.String({ minLength: 1, maxLength: 12, default: 'WEB-' }),
  consumerKeyVariable: Type.String({ default: 'WOOCOMMERCE_CONSUMER_KEY' }),
  consumerSecretVariable: Type.String({ default: 'WOOCOMMERCE_CONSUMER_SECRET' }),
  webhookSecretVariable: Type.String({ default: 'WOOCOMMERCE_WEBHOOK_SECRET' }),
  requestsPerSecond: Type.Number({ minimum: 0.1, maximum: 10_000, default: 5, 'x-ui': { unit: 'perSecond' } }),
  concurrency: Type.Integer({ minimum: 1, maximum: 100, default: 3 }),
  timeoutSeconds: Type.Number({ minimum: 1, maximum: 300, default: 30, 'x-ui': { unit: 'seconds', advanced: true } }),
});
export type WoocommerceAccountConfig = Type.Static<typeof WoocommerceAccountConfig>;

export const definition: NodeDefinition = {
  type: 'woocommerce-account',
  group: 'woocommerce',
  kind: 'account',
  inputs: [],
  outputs: [],
  labelFrom: 'channel',
  config: WoocommerceAccountConfig,
  credentials: { consumerKey: 'password', consumerSecret: 'password', webhookSecret: 'password' },
  connectionTest: true,
};
