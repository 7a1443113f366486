import Type from 'typebox';
import { orderAttributes } from '../../../lib/operations/translate-order.ts';
import { OrderCodes } from '../../../lib/model/sales-order.ts';
import type { NodeDefinition } from '../../runtime/node-definition.ts';

const codes = Object.keys(OrderCodes.properties) as (keyof typeof OrderCodes.properties)[];

export const CodeTranslationConfig = Type.Object({
  rules: Type.Array(
    Type.Object({
      to: Type.Union(codes.map((code) => Type.Literal(code))),
      table: Type.String({ minLength: 1, pattern: '^[a-z0-9-]+$' }),
      from: Type.Union(orderAttributes.map((attribute) => Type.Literal(attribute))),
    }),
    {
      minItems: 1,
      default: [
        { to: 'customer', table: 'customer', from: 'customer-kind' },
        { to: 'division', table: 'division', from: 'channel' },
        { to: 'warehouse', table: 'warehouse', from: 'shipping-method' },
        { to: 'shipVia', table: 'ship-via', from: 'shipping-method' },
        { to: 'terms', table: 'payment-terms', from: 'payment-method' },
        { to: 'orderType', table: 'order-type', from: 'created-via' },
      ],
      'x-ui': { control: 'rows' },
    },
  ),
});
export type CodeTranslationConfig = Type.Static<typeof CodeTranslationConfig>;

export const definition: NodeDefinition = {
  type: 'code-translation',
  group: 'operations',
  kind: 'node',
  icon: 'selvedge-translation.svg',
  inputs: [{ entities: ['sales-order'] }],
  outputs: [{ entities: ['sales-order'] }],
  config: CodeTranslationConfig,
};
