import Type from 'typebox';
import type { DumpColumns } from '../../../lib/connectors/bluecherry/csv-drop-options.ts';
import { reportColumns } from '../../../lib/connectors/bluecherry/csv-drop-options.ts';
import { stockTerms } from '../../../lib/model/stock.ts';
import type { NodeDefinition } from '../../runtime/node-definition.ts';

const stock = { property: 'resource', is: ['inventory'] } as const;
const lists = { property: 'resource', is: ['skus', 'orders'] } as const;
const drop = { property: 'wayIn', is: ['csv-drop'] } as const;
const dumpColumns = Object.keys(reportColumns) as (keyof DumpColumns)[];

export const BluecherryInConfig = Type.Object({
  account: Type.String({ minLength: 1, 'x-ui': { control: 'account', nodeType: 'bluecherry-account' } }),
  resource: Type.Union([Type.Literal('skus'), Type.Literal('orders'), Type.Literal('inventory')], { default: 'skus' }),
  intervalSeconds: Type.Integer({ minimum: 1, maximum: 86_400, default: 300, 'x-ui': { unit: 'seconds' } }),
  overlapSeconds: Type.Integer({ minimum: 0, maximum: 86_400, default: 300, 'x-ui': { unit: 'seconds', advanced: true, when: lists } }),
  guardPercent: Type.Number({ minimum: 0, maximum: 100, default: 30, 'x-ui': { unit: 'percent', when: stock } }),
  wayIn: Type.Union([Type.Literal('http'), Type.Literal('csv-drop')], { default: 'http', 'x-ui': { when: stock } }),
  dropFolder: Type.String({ default: '', 'x-ui': { when: drop } }),
  dropMode: Type.Union([Type.Literal('full'), Type.Literal('delta')], { default: 'full', 'x-ui': { when: drop } }),
  completeness: Type.Union([Type.Literal('control-file'), Type.Literal('settled')], { default: 'control-file', 'x-ui': { when: drop } }),
  settleSeconds: Type.Integer({ minimum: 1, maximum: 86_400, default: 120, 'x-ui': { unit: 'seconds', when: drop } }),
  otsFromAvailable: Type.String({ default: '', 'x-ui': { when: drop } }),
  columns: Type.Array(Type.Object({ figure: Type.Union(dumpColumns.map((name) => Type.Literal(name))), column: Type.String() }), { default: [], 'x-ui': { control: 'rows', when: drop } }),
  termColumns: Type.Array(Type.Object({ term: Type.Union(stockTerms.map((name) => Type.Literal(name))), column: Type.String({ minLength: 1 }) }), {
    default: [],
    'x-ui': { control: 'rows', advanced: true, when: drop },
  }),
  supplyColumns: Type.Array(Type.Object({ units: Type.String({ minLength: 1 }), availableFrom: Type.String({ minLength: 1 }), source: Type.String({ minLength: 1 }) }), {
    default: [],
    'x-ui': { control: 'rows', advanced: true, when: drop },
  }),
  fileName: Type.String({ default: '', 'x-ui': { advanced: true, when: drop } }),
  controlEnding: Type.String({ minLength: 1, default: '.done', 'x-ui': { advanced: true, when: drop } }),
  skuCodeTemplate: Type.String({ default: '', 'x-ui': { advanced: true, when: drop } }),
  delimiter: Type.String({ minLength: 1, maxLength: 1, default: ',', 'x-ui': { advanced: true, when: drop } }),
  encoding: Type.Union([Type.Literal('utf-8'), Type.Literal('utf-16le'), Type.Literal('windows-1252')], { default: 'utf-8', 'x-ui': { advanced: true, when: drop } }),
  ageSeconds: Type.Integer({ minimum: 1, maximum: 86_400, default: 300, 'x-ui': { unit: 'seconds', advanced: true, when: stock } }),
  recalculateSeconds: Type.Integer({ minimum: 1, maximum: 3600, default: 5, 'x-ui': { unit: 'seconds', advanced: true, when: stock } }),
});
export type BluecherryInConfig = Type.Static<typeof BluecherryInConfig>;

export const definition: NodeDefinition = {
  type: 'bluecherry-in',
  group: 'bluecherry',
  kind: 'node',
  icon: 'selvedge-bluecherry.svg',
  inputs: [],
  outputs: [{ entities: ['sku-page', 'erp-order-page', 'stock-position-page'] }],
  labelFrom: 'resource',
  config: BluecherryInConfig,
  button: true,
};
