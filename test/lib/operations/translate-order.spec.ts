import { strict as assert } from 'node:assert';
import { OperationError } from '../../../lib/errors/operation-error.ts';
import { readMappingTable } from '../../../lib/operations/read-mapping-table.ts';
import { translateOrder, type TranslationRule } from '../../../lib/operations/translate-order.ts';
import { salesOrder } from '../../support/sales-orders.ts';

const table = (name: string, rows: string): [string, ReturnType<typeof readMappingTable>] => [name, readMappingTable(name, `from,to,note\n${rows}`)];
const rules: TranslationRule[] = [
  { to: 'warehouse', table: 'warehouse', from: 'shipping-method' },
  { to: 'terms', table: 'payment-terms', from: 'payment-method' },
  { to: 'orderType', table: 'order-type', from: 'created-via' },
];
const tables = new Map([table('warehouse', 'flat_rate,LDS,\nflat_rate:7,NYC,\n(none),LDS,'), table('payment-terms', 'stripe,CARD,\n(none),FREE,'), table('order-type', 'admin,PH,\n*,EC,everything else')]);

function refusal(run: () => unknown): OperationError {
  try {
    run();
  } catch (error) {
    assert.ok(error instanceof OperationError);
    return error;
  }
  throw new Error('nothing was refused');
}

describe('code translation', () => {
  it('gives the codes that the tables name', () => {
    const { codes } = translateOrder(salesOrder(), rules, tables);
    assert.deepEqual([codes?.warehouse, codes?.terms, codes?.orderType], ['LDS', 'CARD', 'EC']);
  });

  it('prefers the row of a shipping zone to the row of the method', () => {
    const [line] = salesOrder().shippingLines;
    assert.ok(line);
    assert.equal(translateOrder(salesOrder({ shippingLines: [{ ...line, instanceId: '7' }] }), rules, tables).codes?.warehouse, 'NYC');
  });

  it('knows orders that have no shipping and no payment method', () => {
    const free = { ...salesOrder().totals, total: 0 };
    const { codes } = translateOrder(salesOrder({ shippingLines: [], payment: { method: '', title: '', transactionId: '' }, totals: free }), rules, tables);
    assert.deepEqual([codes?.warehouse, codes?.terms], ['LDS', 'FREE']);
  });

  it('does not take an order that cost something for a free one because it names no payment method', () => {
    const error = refusal(() => translateOrder(salesOrder({ payment: { method: '', title: '', transactionId: '' } }), rules, tables));
    assert.deepEqual([error.code, error.details['table'], error.details['value']], ['TRANSLATION_MISSING', 'payment-terms', '(not stated)']);
  });

  it('lets the shipping line that was charged decide', () => {
    const [line] = salesOrder().shippingLines;
    assert.ok(line);
    const two = [{ ...line, methodId: 'unknown_free', net: 0 }, line];
    assert.equal(translateOrder(salesOrder({ shippingLines: two }), rules, tables).codes?.warehouse, 'LDS');
  });

  it('names every table and value that has no row', () => {
    const [line] = salesOrder().shippingLines;
    assert.ok(line);
    const order = salesOrder({ shippingLines: [{ ...line, methodId: 'drone' }], payment: { method: 'barter', title: '', transactionId: '' } });
    const error = refusal(() => translateOrder(order, rules, tables));
    assert.equal(error.code, 'TRANSLATION_MISSING');
    assert.deepEqual([error.details['table'], error.details['value']], ['warehouse', 'drone']);
    assert.deepEqual(error.details['missing'], ['warehouse: drone', 'payment-terms: barter']);
  });
});

describe('a mapping table', () => {
  const refused = (text: string): string => {
    const error = refusal(() => readMappingTable('warehouse', text));
    assert.equal(error.code, 'TABLE_INVALID');
    return error.message;
  };

  it('keeps codes as text with their leading zeros', () => {
    assert.equal(readMappingTable('division', 'from,to,note\nshop,007,').rows.get('shop'), '007');
  });

  it('reads files with a byte order mark, CRLF and quoted values', () => {
    assert.equal(readMappingTable('warehouse', '\uFEFFfrom,to,note\r\n"flat, rate",LDS,"a, b"\r\n').rows.get('flat, rate'), 'LDS');
  });

  it('names the row of a duplicate key', () => assert.match(refused('from,to,note\na,1,\nb,2,\na,3,'), /row 4 repeats "a"/));
  it('names the row of an empty key', () => assert.match(refused('from,to,note\na,1,\n,2,'), /row 3 has an empty "from"/));
  it('names the row of an empty value', () => assert.match(refused('from,to,note\na,,'), /row 2 \("a"\) has an empty "to"/));
  it('says what the first line must be', () => assert.match(refused('code;value\n'), /first line must be "from,to,note"/));
  it('refuses what is not CSV', () => assert.match(refused('from,to,note\n"a,1'), /not readable as CSV/));
  it('refuses an empty file', () => assert.match(refused(''), /first line/));
});
