import Type from 'typebox';
import type { ErpOrder } from '../../model/erp-order.ts';
import { readMinor } from '../../model/money/read-minor.ts';
import { instantOf, OptionalWhole, recordReader, Text, trimmed, Whole, whole } from './remote-fields.ts';

const read = recordReader(
  'order',
  Type.Object({
    ordNum: Type.String({ pattern: '\\S' }), externalRef: Text, customerPo: Text, status: Text, rawStatus: Text, currency: Text,
    lines: Type.Array(
      Type.Object({ lineNo: Whole, skuCode: Text, location: Text, qtyOrdered: Whole, qtyOpen: OptionalWhole, qtyPicked: OptionalWhole, qtyInvoiced: OptionalWhole, qtyCancelled: OptionalWhole }),
    ),
    totals: Type.Optional(Type.Union([Type.Object({ total: Text }), Type.Null()])),
    modifiedAt: Text,
  }),
  (record) => record['ordNum'],
);

/** A sales order as BlueCherry states it. */
export function toErpOrder(remote: unknown): ErpOrder {
  const record = read(remote);
  const currency = trimmed(record.currency);
  const total = trimmed(record.totals?.total);
  return {
    ordNum: record.ordNum.trim(),
    externalRef: trimmed(record.externalRef),
    customerPo: trimmed(record.customerPo),
    status: trimmed(record.status),
    rawStatus: trimmed(record.rawStatus),
    currency,
    total: total === '' ? null : readMinor(total, currency),
    lines: record.lines.map((line) => ({
      lineNo: whole(line.lineNo),
      skuCode: trimmed(line.skuCode),
      location: trimmed(line.location),
      ordered: whole(line.qtyOrdered),
      open: whole(line.qtyOpen),
      picked: whole(line.qtyPicked),
      invoiced: whole(line.qtyInvoiced),
      cancelled: whole(line.qtyCancelled),
    })),
    modifiedAt: instantOf(record.modifiedAt) ?? '1970-01-01T00:00:00.000Z',
  };
}
