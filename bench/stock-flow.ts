/**
 * What somebody would wire with Node-RED's own nodes: read a page, map each order in a function node, post it. No
 * validation, no journal, no retry, no check for what was sent before; the least work that moves an order.
 */
export function stockFlow(woocommerceUrl: string, bluecherryUrl: string): object[] {
  const z = 'stock';
  const basic = Buffer.from('ck_sandbox:cs_sandbox').toString('base64');
  const httpRequest = { type: 'http request', z, ret: 'obj', paytoqs: 'ignore', url: '', tls: '', persist: true, proxy: '', insecureHTTPParser: false, authType: '', senderr: false, headers: [] };
  const functionNode = { type: 'function', z, timeout: 0, noerr: 0, initialize: '', finalize: '', libs: [] };
  return [
    { id: z, type: 'tab', label: 'Stock', disabled: false, info: '' },
    { id: 'go', type: 'inject', z, name: '', props: [], repeat: '', crontab: '', once: true, onceDelay: 0.1, topic: '', wires: [['ask']] },
    {
      ...functionNode,
      id: 'ask',
      outputs: 1,
      func: `msg.page = (msg.page || 0) + 1; msg.payload = '';
msg.method = 'GET'; msg.headers = { authorization: 'Basic ${basic}' };
msg.url = '${woocommerceUrl}/wp-json/wc/v3/orders?per_page=100&orderby=modified&order=asc&page=' + msg.page;
return msg;`,
      wires: [['read']],
    },
    { ...httpRequest, id: 'read', method: 'use', wires: [['map']] },
    {
      ...functionNode,
      id: 'map',
      outputs: 2,
      func: mapOrders.replaceAll('BLUECHERRY', bluecherryUrl),
      wires: [['write'], ['ask']],
    },
    { ...httpRequest, id: 'write', method: 'use', wires: [[]] },
  ];
}

const mapOrders = `
const decimals = (value) => Number(value).toFixed(2);
for (const order of msg.payload) {
  if (!['processing', 'completed'].includes(order.status)) continue;
  const address = (a) => ({ name: a.first_name + ' ' + a.last_name, company: a.company, address1: a.address_1, address2: a.address_2, city: a.city, state: a.state, zip: a.postcode, country: a.country, phone: a.phone || '', email: a.email || '' });
  const day = order.date_created_gmt.slice(0, 10);
  const lines = order.line_items.map((line, index) => {
    const [style, colorCode = '', size = ''] = line.sku.split('-');
    return { lineNo: index + 1, skuCode: line.sku, sku: global.get('skus')[line.sku] || { division: '01', style, colorCode, label: '', dimension: '', sizeBucket: 1 }, location: 'LDS', qtyOrdered: line.quantity, price: (Number(line.subtotal) / line.quantity).toFixed(4), discountAmount: decimals(line.subtotal - line.total), amount: decimals(line.total), taxAmount: decimals(line.total_tax) };
  });
  const charge = (type, code, description, part) => ({ type, code, description, amount: decimals(part.total), taxAmount: decimals(part.total_tax) });
  const body = {
    externalRef: 'HT-' + order.id, orderType: 'EC', customer: order.customer_id ? 'WEB02' : 'WEB01', store: '', customerPo: order.number, division: '01', terms: 'CARD', shipVia: 'RM48',
    currency: order.currency, orderDate: day, startDate: day, cancelDate: '2099-12-31', paymentReference: order.transaction_id, note: order.customer_note,
    billTo: address(order.billing), shipTo: address(order.shipping), lines,
    charges: [...order.shipping_lines.map((part) => charge('freight', 'RM48', part.method_title, part)), ...order.fee_lines.map((part) => charge('fee', '', part.name, part))],
    discounts: order.coupon_lines.map((coupon) => ({ code: coupon.code, amount: decimals(coupon.discount), taxAmount: decimals(coupon.discount_tax) })),
    taxes: order.tax_lines.map((tax) => ({ code: tax.rate_code, rate: String(tax.rate_percent), amount: decimals(Number(tax.tax_total) + Number(tax.shipping_tax_total)) })),
    totals: { merchandise: decimals(lines.reduce((sum, line) => sum + Number(line.amount), 0)), discount: decimals(order.discount_total), freight: decimals(order.shipping_total), fees: decimals(order.fee_lines.reduce((sum, fee) => sum + Number(fee.total), 0)), rounding: '0.00', tax: decimals(order.total_tax), total: decimals(order.total) },
  };
  node.send([{ method: 'POST', url: 'BLUECHERRY/HTL/v1/order-batches', headers: { 'x-api-key': 'bc_sandbox_key', 'content-type': 'application/json' }, payload: { orders: [body] } }, null]);
}
if (msg.payload.length === 100) node.send([null, { page: msg.page }]);
`;
