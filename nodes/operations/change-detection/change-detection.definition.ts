import Type from 'typebox';
import type { NodeDefinition } from '../../runtime/node-definition.ts';

export const ChangeDetectionConfig = Type.Object({
  /** What happens while nothing was ever sent to a channel. */
  firstRun: Type.Union([Type.Literal('wait'), Type.Literal('send')], { default: 'wait' }),
});
export type ChangeDetectionConfig = Type.Static<typeof ChangeDetectionConfig>;

export const definition: NodeDefinition = {
  type: 'change-detection',
  group: 'operations',
  kind: 'node',
  icon: 'selvedge-changes.svg',
  inputs: [{ entities: ['stock-level-page', 'shown-stock-page'] }],
  outputs: [{ entities: ['stock-change'] }],
  config: ChangeDetectionConfig,
  button: true,
};
