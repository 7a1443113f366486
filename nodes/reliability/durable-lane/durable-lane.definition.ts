import Type from 'typebox';
import type { NodeDefinition } from '../../runtime/node-definition.ts';

export const DurableLaneConfig = Type.Object({
  lane: Type.String({ minLength: 1, pattern: '^[a-z0-9-]+$', default: '' }),
  order: Type.Union([Type.Literal('strict'), Type.Literal('latest')], { default: 'strict' }),
  concurrency: Type.Integer({ minimum: 1, maximum: 10_000, default: 200, 'x-ui': { unit: 'messages' } }),
  maxAttempts: Type.Integer({ minimum: 1, maximum: 1000, default: 12 }),
  retryDelaysSeconds: Type.Array(Type.String({ pattern: '^[0-9.]+$' }), {
    // Long enough for an outage of a working day: 1, 10, 10, 30, 30, 30 minutes, then every 3 hours.
    default: ['15', '60', '600', '600', '1800', '1800', '1800', '10800'],
    'x-ui': { control: 'lines', unit: 'seconds', advanced: true },
  }),
  priority: Type.Integer({ minimum: 0, maximum: 9, default: 1, 'x-ui': { advanced: true } }),
});
export type DurableLaneConfig = Type.Static<typeof DurableLaneConfig>;

export const definition: NodeDefinition = {
  type: 'durable-lane',
  group: 'reliability',
  kind: 'node',
  icon: 'selvedge-lane.svg',
  inputs: [{ entities: 'any' }],
  outputs: [{ entities: 'any' }],
  labelFrom: 'lane',
  config: DurableLaneConfig,
};
