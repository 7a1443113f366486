import assert from 'node:assert/strict';
import { startSandbox, type Sandbox } from '../../sandbox/start-sandbox.ts';
import { erpFetch, importOrders, orderBody, orderLine } from './erp-calls.ts';

describe('BlueCherry sandbox: order import', () => {
  let sandbox: Sandbox;
  let url: string;
  beforeEach(async () => {
    sandbox = await startSandbox();
    url = sandbox.bluecherry.url;
  });
  afterEach(() => sandbox.stop());

  /** What the ERP holds against one order. */
  const errorsOf = async (changes: Record<string, unknown>): Promise<string[]> => {
    const [result] = (await importOrders(url, [orderBody('WEB-1', changes)])).results;
    return result!.errors.map(({ code, path }) => `${code} ${path}`);
  };

  it('numbers accepted orders from 1004512 on and answers a batch order by order', async () => {
    const orders = [orderBody('WEB-1'), orderBody('WEB-2', { customer: 'NOBODY' }), orderBody('WEB-3')];
    const { results } = await importOrders(url, orders);
    assert.deepEqual(results.map(({ externalRef, result, ordNum }) => [externalRef, result, ordNum]), [
      ['WEB-1', 'accepted', '1004512'],
      ['WEB-2', 'rejected', null],
      ['WEB-3', 'accepted', '1004513'],
    ]);
    assert.deepEqual(sandbox.bluecherry.record().salesOrders[0]!.body, orders[0]);
  });

  it('writes down what became of each order, in sequence and refused ones too', async () => {
    const orders = [orderBody('WEB-1'), orderBody('WEB-2', { customer: 'NOBODY' }), orderBody('WEB-1')];
    await importOrders(url, orders);
    const { imports } = sandbox.bluecherry.record();
    assert.deepEqual(imports.map(({ externalRef, result, ordNum, body }) => ({ externalRef, result, ordNum, body })), [
      { externalRef: 'WEB-1', result: 'accepted', ordNum: '1004512', body: orders[0] },
      { externalRef: 'WEB-2', result: 'rejected', ordNum: null, body: orders[1] },
      { externalRef: 'WEB-1', result: 'duplicate', ordNum: '1004512', body: orders[2] },
    ]);
    assert.deepEqual(await (await fetch(`${url}/__control/record/imports`)).json(), imports);
  });

  it('refuses a total that lines and charges do not come to', async () => {
    const totals = orderBody('WEB-1')['totals'] as Record<string, string>;
    assert.deepEqual(await errorsOf({ totals: { ...totals, total: '84.95' } }), ['TOTALS_MISMATCH totals.total']);
  });

  it('demands division and location on every line', async () => {
    assert.deepEqual(await errorsOf({ lines: [orderLine({ location: ' ' })] }), ['MISSING_FIELD lines[0].location']);
    const sku = orderLine()['sku'] as Record<string, unknown>;
    assert.deepEqual(await errorsOf({ lines: [orderLine({ sku: { ...sku, division: '' } })] }), ['MISSING_FIELD lines[0].sku.division']);
    assert.deepEqual(await errorsOf({ lines: [] }), ['MISSING_FIELD lines', 'TOTALS_MISMATCH totals.total']);
  });

  it('refuses codes it does not know, each with its path', async () => {
    const unknown = { customer: 'WEB99', orderType: 'ZZ', division: '77', terms: 'N30', shipVia: 'UPSG', lines: [orderLine({ location: 'NJ1' })] };
    assert.deepEqual(await errorsOf(unknown), [
      'UNKNOWN_CUSTOMER customer',
      'UNKNOWN_CODE orderType',
      'UNKNOWN_CODE division',
      'UNKNOWN_CODE terms',
      'UNKNOWN_CODE shipVia',
      'UNKNOWN_CODE lines[0].location',
    ]);
  });

  it('knows a SKU by its whole tuple and refuses one that is unknown, misnamed or inactive', async () => {
    const sku = orderLine()['sku'] as Record<string, unknown>;
    assert.deepEqual(await errorsOf({ lines: [orderLine({ sku: { ...sku, sizeBucket: 6 } })] }), ['UNKNOWN_SKU lines[0].sku']);
    assert.deepEqual(await errorsOf({ lines: [orderLine({ sku: { ...sku, dimension: '32' } })] }), ['UNKNOWN_SKU lines[0].sku']);
    assert.deepEqual(await errorsOf({ lines: [orderLine({ skuCode: 'MC100-NAV-S' })] }), ['UNKNOWN_SKU lines[0].sku']);
    sandbox.bluecherry.erp.patchSku('MC100-NAV-XS', { active: false });
    assert.deepEqual(await errorsOf({}), ['INACTIVE_STYLE lines[0].sku']);
  });

  it('refuses quantities that are not positive whole numbers, wrong decimals and an address without city', async () => {
    for (const qtyOrdered of [0, -1, 1.5]) assert.deepEqual(await errorsOf({ lines: [orderLine({ qtyOrdered })] }), ['BAD_QUANTITY lines[0].qtyOrdered']);
    assert.deepEqual(await errorsOf({ lines: [orderLine({ price: '65.83' })] }), ['BAD_AMOUNT lines[0].price']);
    assert.deepEqual(await errorsOf({ lines: [orderLine({ amount: '65.830' })] }), ['BAD_AMOUNT lines[0].amount']);
    assert.deepEqual(await errorsOf({ shipTo: { name: 'Ann', address1: '1 Mill Lane', country: 'GB' } }), ['MISSING_FIELD shipTo.city']);
    assert.deepEqual(await errorsOf({ orderDate: '11/20/2026' }), ['BAD_DATE orderDate']);
  });

  it('refuses the whole batch when its shape is wrong', async () => {
    const refused = async (body: unknown): Promise<string> => {
      const answer = await erpFetch(url, 'order-batches', { method: 'POST', body });
      assert.equal(answer.status, 400);
      const { error } = answer.body as { error: { code: string; retryable: boolean; details: { path: string }[] } };
      assert.deepEqual([error.code, error.retryable], ['MALFORMED', false]);
      return error.details[0]!.path;
    };
    assert.equal(await refused('{"orders":['), '');
    assert.equal(await refused({ orders: [] }), 'orders');
    assert.equal(await refused({ orders: Array.from({ length: 101 }, (_, index) => orderBody(`WEB-${index}`)) }), 'orders');
    assert.equal(await refused({ orders: [orderBody('WEB-1'), orderBody('WEB-2', { lines: [orderLine({ price: 65.83 })] })] }), 'orders[1].lines[0].price');
    assert.equal(sandbox.bluecherry.record().salesOrders.length, 0);
  });

  it('answers the same order again with its first number, and other content under its reference with a refusal', async () => {
    await importOrders(url, [orderBody('WEB-1')]);
    const reordered = Object.fromEntries(Object.entries(orderBody('WEB-1')).reverse());
    const { results } = await importOrders(url, [reordered, orderBody('WEB-1', { note: 'other' })]);
    assert.deepEqual(results.map(({ result, ordNum }) => [result, ordNum]), [['duplicate', '1004512'], ['rejected', null]]);
    assert.equal(results[1]!.errors[0]!.code, 'DUPLICATE_EXTERNAL_REF');
    const { salesOrders } = sandbox.bluecherry.record();
    assert.deepEqual(salesOrders.map(({ ordNum, duplicatesRefused }) => [ordNum, duplicatesRefused]), [['1004512', 2]]);
  });

  it('makes a second order of the same reference when it is told to be naive', async () => {
    sandbox.bluecherry.traffic.set({ allowDuplicateExternalRef: true });
    await importOrders(url, [orderBody('WEB-1')]);
    await importOrders(url, [orderBody('WEB-1')]);
    const { body } = await erpFetch(url, 'orders?externalRef=WEB-1');
    assert.deepEqual((body as { data: { ordNum: string }[] }).data.map(({ ordNum }) => ordNum), ['1004512', '1004513']);
  });

  it('shows an order from its commit on, before its batch is complete', async () => {
    sandbox.bluecherry.traffic.set({ processingMs: 5, perOrderMs: 150 });
    const { body } = await erpFetch(url, 'order-batches', { method: 'POST', body: { orders: [orderBody('WEB-1'), orderBody('WEB-2')] } });
    const { batchId, status } = body as { batchId: string; status: string };
    assert.equal(status, 'queued');
    let found: { data: unknown[] } = { data: [] };
    while (found.data.length === 0) found = (await erpFetch(url, 'orders?externalRef=WEB-1,WEB-2')).body as typeof found;
    assert.equal(((await erpFetch(url, `order-batches/${batchId}`)).body as { status: string }).status, 'processing');
    assert.equal(found.data.length, 1);
  });

  it('takes every recorded SKU under the tuple it lists for it', async () => {
    const { body } = await erpFetch(url, 'skus?pageSize=500');
    const skus = (body as { data: Record<string, string>[] }).data;
    assert.equal(skus.length, 37);
    const lines = skus.map((sku, index) => ({
      ...orderLine({ lineNo: index + 1, skuCode: sku['skuCode'] }),
      sku: { ...Object.fromEntries(['division', 'style', 'colorCode', 'label', 'dimension'].map((part) => [part, sku[part]])), sizeBucket: Number(sku['sizeBucket']) },
    }));
    const total = (79 * skus.length + 5.94).toFixed(2);
    const { results } = await importOrders(url, [orderBody('WEB-1', { lines, totals: { total } })]);
    assert.deepEqual(results.map(({ result, errors }) => ({ result, errors })), [{ result: 'accepted', errors: [] }]);
  });
});
