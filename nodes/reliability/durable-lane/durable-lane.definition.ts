import Type from 'typebox';
import type { NodeDefinition } from '../../runtime/node-definition.ts';

const seconds = Type.String({ pattern: '^[0-9.]+$' });

export const DurableLaneConfig = Type.Object({
  lane: Type.String({ minLength: 1, pattern: '^[a-z0-9-]+$', default: '' }),
  order: Type.Union([Type.Literal('strict'), Type.Literal('latest')], { default: 'strict' }),
  concurrency: Type.Integer({ minimum: 1, maximum: 10_000, default: 200, 'x-ui': { unit: 'messages' } }),
  maxAttempts: Type.Integer({ minimum: 1, maximum: 1000, default: 12 }),
  capacityEntries: Type.Integer({ minimum: 1, maximum: 10_000_000, default: 100_000, 'x-ui': { unit: 'messages' } }),
  capacityMegabytes: Type.Number({ minimum: 1, maximum: 100_000, default: 1000, 'x-ui': { unit: 'megabytes' } }),
  retryDelaysSeconds: Type.Array(seconds, {
    // Long enough for an outage of a working day: 1, 10, 10, 30, 30, 30 minutes, then every 3 hours.
    default: ['15', '60', '600', '600', '1800', '1800', '1800', '10800'],
    'x-ui': { control: 'lines', unit: 'seconds', advanced: true },
  }),
  classDelays: Type.Array(
    Type.Object({
      failure: Type.Union([Type.Literal('rate-limit'), Type.Literal('unknown-outcome'), Type.Literal('own'), Type.Literal('outage')]),
      seconds: Type.String({ minLength: 1, pattern: '^[0-9.]+( +[0-9.]+)*$' }),
    }),
    {
      // An outage of the destination follows the lane's own delays.
      default: [
        { failure: 'rate-limit', seconds: '5 15 60 300' },
        { failure: 'unknown-outcome', seconds: '15 30 60 300' },
        { failure: 'own', seconds: '1 2 5 15' },
      ],
      'x-ui': { control: 'rows', advanced: true },
    },
  ),
  circuitFailures: Type.Integer({ minimum: 1, maximum: 100_000, default: 20, 'x-ui': { unit: 'messages', advanced: true } }),
  probeDelaysSeconds: Type.Array(seconds, { default: ['5', '15', '30', '60', '120', '300'], 'x-ui': { control: 'lines', unit: 'seconds', advanced: true } }),
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
