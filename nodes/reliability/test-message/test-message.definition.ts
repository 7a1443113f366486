import Type from 'typebox';
import type { NodeDefinition } from '../../runtime/node-definition.ts';

export const TestMessageConfig = Type.Object({
  sample: Type.String({ minLength: 1, default: '' }),
  dryRun: Type.Boolean({ default: true }),
});
export type TestMessageConfig = Type.Static<typeof TestMessageConfig>;

export const definition: NodeDefinition = {
  type: 'test-message',
  group: 'reliability',
  kind: 'node',
  icon: 'selvedge-test.svg',
  inputs: [],
  outputs: [{ entities: 'any' }],
  labelFrom: 'sample',
  config: TestMessageConfig,
  button: true,
};
