import Type from 'typebox';
import { stockTerms } from '../../../lib/model/stock.ts';
import type { NodeDefinition } from '../../runtime/node-definition.ts';

const Mode = Type.Union([Type.Literal('all-but'), Type.Literal('only')], { default: 'all-but' });
const Units = { minimum: 0, 'x-ui': { unit: 'units' } } as const;
const Percent = { minimum: 0, maximum: 100, 'x-ui': { unit: 'percent' } } as const;
const ahead = { property: 'workInProgress', is: ['always', 'groups'] } as const;
const byAge = { property: 'bufferByAge', is: ['true'] } as const;
/** Empty: no limit. */
const limit = (unit: string, preset: number | null) =>
  Type.Optional(Type.Unsafe<number | null>({ type: ['integer', 'null'], minimum: 0, default: preset, 'x-ui': { control: 'number', unit, when: ahead } }));

/** The policy of a channel, one setting a line: a change is one line of a flow file. `policyOf` puts it together. */
export const AtsCalculationConfig = Type.Object({
  channel: Type.String({ minLength: 1, pattern: '^[a-z0-9-]+$' }),
  formula: Type.Union([Type.Literal('ots'), Type.Literal('custom')], { default: 'ots' }),
  terms: Type.Array(
    Type.Object({
      term: Type.Union(stockTerms.map((term) => Type.Literal(term)), { default: 'SA' }),
      effect: Type.Union([Type.Literal('counts'), Type.Literal('taken-off')], { default: 'counts' }),
    }),
    { default: [], 'x-ui': { control: 'rows', when: { property: 'formula', is: ['custom'] } } },
  ),
  locationsMode: Mode,
  locations: Type.Array(Type.String(), { default: ['(blank)', 'FOB', 'POE'] }),
  labelsMode: Mode,
  labels: Type.Array(Type.String(), { default: [] }),
  workInProgress: Type.Union([Type.Literal('never'), Type.Literal('always'), Type.Literal('groups')], { default: 'never' }),
  workInProgressGroups: Type.Array(Type.String(), { default: [], 'x-ui': { control: 'lines', when: { property: 'workInProgress', is: ['groups'] } } }),
  workInProgressHorizonDays: limit('days', 60),
  workInProgressCapPercent: Type.Number({ minimum: 0, maximum: 100, default: 80, 'x-ui': { unit: 'percent', when: ahead } }),
  workInProgressCapUnits: limit('units', null),
  allocationPercent: Type.Number({ ...Percent, default: 100 }),
  threshold: Type.Integer({ ...Units, default: 0 }),
  bufferFixed: Type.Integer({ ...Units, default: 0 }),
  bufferPercent: Type.Number({ ...Percent, default: 0 }),
  bufferGroups: Type.Array(
    Type.Object({ group: Type.String({ minLength: 1 }), fixed: Type.Integer({ minimum: 0, default: 0 }), percent: Type.Number({ minimum: 0, maximum: 100, default: 0 }) }),
    { default: [], 'x-ui': { control: 'rows' } },
  ),
  bufferByAge: Type.Boolean({ default: true }),
  elsewherePercent: Type.Number({ minimum: 0, maximum: 1000, default: 20, 'x-ui': { unit: 'percent', when: byAge } }),
  serviceLevelPercent: Type.Number({ minimum: 50, maximum: 99.9, default: 98, 'x-ui': { unit: 'percent', when: byAge } }),
  rateHours: Type.Number({ minimum: 0.1, maximum: 168, default: 6, 'x-ui': { unit: 'hours', when: byAge } }),
  lateAfterMinutes: Type.Number({ minimum: 0, default: 10, 'x-ui': { unit: 'minutes' } }),
  staleAfterMinutes: Type.Number({ minimum: 0, default: 120, 'x-ui': { unit: 'minutes' } }),
  staleThen: Type.Union([Type.Literal('zero'), Type.Literal('keep')], { default: 'zero' }),
  hotGroups: Type.Array(Type.String(), { default: ['hot'] }),
  hotFastest: Type.Integer({ minimum: 0, maximum: 5000, default: 50, 'x-ui': { unit: 'skus' } }),
  hotHours: Type.Number({ minimum: 0.1, maximum: 168, default: 24, 'x-ui': { unit: 'hours' } }),
  groupTable: Type.String({ default: '', pattern: '^[a-z0-9-]*$', 'x-ui': { advanced: true } }),
  salesFeed: Type.String({ default: '', 'x-ui': { advanced: true } }),
});
export type AtsCalculationConfig = Type.Static<typeof AtsCalculationConfig>;

export const definition: NodeDefinition = {
  type: 'ats-calculation',
  group: 'operations',
  kind: 'node',
  icon: 'selvedge-ats.svg',
  inputs: [{ entities: ['stock-position-page'] }],
  outputs: [{ entities: ['stock-level-page'] }],
  labelFrom: 'channel',
  config: AtsCalculationConfig,
};
