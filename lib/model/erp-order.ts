import Type from 'typebox';

/** A sales order as BlueCherry, its owner, states it. Units are integers; amounts are minor units of `currency`. */
export const ErpOrder = Type.Object({
  ordNum: Type.String({ minLength: 1 }),
  /** Our reference; empty for orders that were not born in a storefront. */
  externalRef: Type.String(),
  customerPo: Type.String(),
  /** Derived or mapped status, and the ERP's own code as received. */
  status: Type.String(),
  rawStatus: Type.String(),
  currency: Type.String(),
  total: Type.Union([Type.Integer(), Type.Null()]),
  lines: Type.Array(
    Type.Object({
      lineNo: Type.Integer(),
      skuCode: Type.String(),
      location: Type.String(),
      ordered: Type.Integer(),
      open: Type.Integer(),
      picked: Type.Integer(),
      invoiced: Type.Integer(),
      cancelled: Type.Integer(),
    }),
  ),
  /** ISO 8601 UTC. */
  modifiedAt: Type.String(),
});
export type ErpOrder = Type.Static<typeof ErpOrder>;
