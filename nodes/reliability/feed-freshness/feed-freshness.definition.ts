import Type from 'typebox';
import type { NodeDefinition } from '../../runtime/node-definition.ts';

const ofBluecherry = { property: 'watch', is: ['inventory', 'orders', 'skus'] } as const;

export const FeedFreshnessConfig = Type.Object({
  watch: Type.Union([Type.Literal('inventory'), Type.Literal('orders'), Type.Literal('skus'), Type.Literal('other')], { default: 'inventory' }),
  account: Type.String({ default: '', 'x-ui': { control: 'account', nodeType: 'bluecherry-account', when: ofBluecherry } }),
  feed: Type.String({ default: '', 'x-ui': { when: { property: 'watch', is: ['other'] } } }),
  lateAfterMinutes: Type.Number({ minimum: 0, maximum: 10_080, default: 10, 'x-ui': { unit: 'minutes' } }),
  staleAfterMinutes: Type.Number({ minimum: 0, maximum: 10_080, default: 120, 'x-ui': { unit: 'minutes' } }),
  usualIntervalMinutes: Type.Number({ minimum: 1, maximum: 10_080, default: 30, 'x-ui': { unit: 'minutes' } }),
  dependents: Type.Array(Type.String(), { default: [], 'x-ui': { control: 'lines' } }),
});
export type FeedFreshnessConfig = Type.Static<typeof FeedFreshnessConfig>;

export const definition: NodeDefinition = {
  type: 'feed-freshness',
  group: 'reliability',
  kind: 'node',
  icon: 'selvedge-freshness.svg',
  inputs: [{ entities: 'any' }],
  outputs: [{ entities: 'any' }, { entities: ['feed-standing'] }],
  labelFrom: 'watch',
  config: FeedFreshnessConfig,
};
