import Type from 'typebox';
import type { NodeDefinition } from '../../runtime/node-definition.ts';

export const ExceptionQueueConfig = Type.Object({
  action: Type.Union([Type.Literal('park'), Type.Literal('close')], { default: 'park' }),
  reason: Type.String({ default: '', 'x-ui': { when: { property: 'action', is: ['close'] } } }),
});
export type ExceptionQueueConfig = Type.Static<typeof ExceptionQueueConfig>;

export const definition: NodeDefinition = {
  type: 'exception-queue',
  group: 'reliability',
  kind: 'node',
  icon: 'selvedge-exception.svg',
  inputs: [{ entities: 'any' }],
  outputs: [{ entities: ['exception'] }],
  config: ExceptionQueueConfig,
};
