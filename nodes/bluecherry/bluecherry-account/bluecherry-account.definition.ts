import Type from 'typebox';
import type { NodeDefinition } from '../../runtime/node-definition.ts';

export const BluecherryAccountConfig = Type.Object({
  baseUrl: Type.String({ minLength: 1, default: '' }),
  company: Type.String({ minLength: 1, default: '' }),
  apiKeyHeader: Type.String({ minLength: 1, default: 'X-Api-Key' }),
  apiKeyVariable: Type.String({ default: 'BLUECHERRY_API_KEY' }),
  requestsPerSecond: Type.Number({ minimum: 0.1, maximum: 10_000, default: 2, 'x-ui': { unit: 'perSecond' } }),
  concurrency: Type.Integer({ minimum: 1, maximum: 100, default: 2 }),
  timeoutSeconds: Type.Number({ minimum: 1, maximum: 300, default: 30, 'x-ui': { unit: 'seconds', advanced: true } }),
  timeZone: Type.String({ minLength: 1, default: 'Europe/London', 'x-ui': { advanced: true } }),
  cancelAfterDays: Type.Integer({ minimum: 1, maximum: 365, default: 30, 'x-ui': { unit: 'days', advanced: true } }),
});
export type BluecherryAccountConfig = Type.Static<typeof BluecherryAccountConfig>;

export const definition: NodeDefinition = {
  type: 'bluecherry-account',
  group: 'bluecherry',
  kind: 'account',
  inputs: [],
  outputs: [],
  labelFrom: 'company',
  config: BluecherryAccountConfig,
  credentials: { apiKey: 'password' },
  connectionTest: true,
};
