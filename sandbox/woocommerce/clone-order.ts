import { isJsonObject, numberOf, objectsOf, parseJson, textOf, type JsonObject } from '../json-value.ts';

export interface CloneContext {
  readonly nextId: () => number;
  /** Site time and GMT of the new order. */
  readonly local: string;
  readonly gmt: string;
}

const lineLists = ['line_items', 'tax_lines', 'shipping_lines', 'fee_lines', 'coupon_lines'];

const copy = (record: JsonObject, oldPath: string, newPath: string): JsonObject => {
  const copied = parseJson(JSON.stringify(record).replaceAll(`${oldPath}/`, `${newPath}/`).replaceAll(`${oldPath}"`, `${newPath}"`));
  return isJsonObject(copied) ? copied : {};
};

/** A new order with the content of a recorded one: new ids, number, key and e-mail, placed and changed now. */
export const cloneOrder = (
  template: JsonObject,
  templateRefunds: readonly JsonObject[],
  { nextId, local, gmt }: CloneContext,
): { readonly order: JsonObject; readonly refunds: readonly JsonObject[] } => {
  const templateId = numberOf(template, 'id');
  const id = nextId();
  const renumber = (record: JsonObject): JsonObject => copy(record, `/orders/${templateId}`, `/orders/${id}`);
  const order = renumber(template);
  const itemIds = new Map<string, string>();
  for (const list of lineLists) {
    for (const line of objectsOf(order, list)) {
      const lineId = nextId();
      itemIds.set(String(numberOf(line, 'id')), String(lineId));
      line['id'] = lineId;
    }
  }
  const refunds = templateRefunds.map((templateRefund) => {
    const refund = renumber(templateRefund);
    Object.assign(refund, { id: nextId(), date_created: local, date_created_gmt: gmt });
    for (const line of objectsOf(refund, 'line_items')) {
      line['id'] = nextId();
      for (const meta of objectsOf(line, 'meta_data')) {
        if (meta['key'] === '_refunded_item_id') meta['value'] = meta['display_value'] = itemIds.get(textOf(meta, 'value')) ?? textOf(meta, 'value');
      }
    }
    return refund;
  });
  objectsOf(order, 'refunds').forEach((reference, index) => (reference['id'] = numberOf(refunds[index] ?? reference, 'id')));
  const dates = Object.fromEntries(
    ['created', 'modified', 'paid', 'completed']
      .filter((event) => typeof template[`date_${event}_gmt`] === 'string')
      .flatMap((event) => [
        [`date_${event}`, local],
        [`date_${event}_gmt`, gmt],
      ]),
  );
  const billing = isJsonObject(order['billing']) ? { ...order['billing'], email: `shopper-${id}@example.com` } : {};
  Object.assign(order, dates, { id, number: String(id), order_key: `wc_order_${id.toString(36).padStart(13, '0')}`, billing });
  if (textOf(template, 'transaction_id') !== '') order['transaction_id'] = `ch_${id}`;
  return { order, refunds };
};
