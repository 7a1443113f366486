import assert from 'node:assert/strict';
import { Ajv } from 'ajv';
import { createBluecherryConnector, type BluecherryConnector } from '../../../lib/connectors/bluecherry/connector.ts';
import type { BluecherryAccountConfig } from '../../../lib/connectors/bluecherry/account-config.ts';
import { inChunks } from '../../../lib/connectors/http/in-chunks.ts';
import { ErpOrder } from '../../../lib/model/erp-order.ts';
import { Sku } from '../../../lib/model/identity.ts';
import { hastyClock } from '../support/clocks.ts';
import { failureOf } from '../support/failures.ts';
import { startLocalServer, type LocalAnswer, type LocalServer, type ReceivedRequest } from '../support/local-server.ts';

const remoteSku = (skuCode: string, changes: object = {}): object => ({
  division: '02 ', style: '00210   ', colorCode: 'IND', label: '  ', dimension: '30', sizeBucket: '3', sizeName: 'M ', upc: null,
  skuCode: `${skuCode}  `, styleName: 'Denim jean ', colorName: 'Indigo', active: 'Y', modifiedAt: '2026-11-20T10:00:00+01:00', ...changes,
});
const remoteOrder = (ordNum: string, changes: object = {}): object => ({
  ordNum: `${ordNum} `, externalRef: `WEB-${ordNum}  `, customerPo: '53', status: 'open', rawStatus: 'O ', currency: 'GBP ', totals: { total: '84.94' }, modifiedAt: '2026-11-20T23:50:00Z',
  lines: [{ lineNo: '1', skuCode: 'MC100-NAV-XS ', location: 'LDS', qtyOrdered: '2', qtyOpen: 1, qtyPicked: '1', qtyInvoiced: 0, qtyCancelled: null }], ...changes,
});
const isSku = new Ajv().compile(Sku);
const isErpOrder = new Ajv().compile(ErpOrder);

async function all<T>(pages: AsyncIterable<readonly T[]>): Promise<T[]> {
  const found: T[] = [];
  for await (const page of pages) found.push(...page);
  return found;
}

describe('reading from BlueCherry', () => {
  let server: LocalServer;
  let erp: BluecherryConnector;

  const open = async (answer: (request: ReceivedRequest) => LocalAnswer, config: Partial<BluecherryAccountConfig> = {}): Promise<void> => {
    server = await startLocalServer(answer);
    erp = createBluecherryConnector(
      { baseUrl: server.url, company: 'HTL', apiKey: 'bc_secret', limits: { requestsPerSecond: 2000, concurrency: 4, timeoutMs: 20_000 }, ...config },
      { clock: hastyClock(5000) },
    );
  };
  afterEach(async () => {
    await erp.close();
    await server.close();
  });

  it('lists SKUs trimmed, with codes as text and numbers as numbers', async () => {
    await open(() => ({ body: { data: [remoteSku('DJ210-IND-2830'), remoteSku('OLD', { active: 'N', upc: ' 012345678905 ', sizeBucket: 0, modifiedAt: null })], page: { nextCursor: null } } }));
    const skus = await all(erp.listSkus({ modifiedSince: '2026-11-01T00:00:00Z' }));
    assert.deepEqual(skus[0], {
      skuCode: 'DJ210-IND-2830', identity: { division: '02', style: '00210', colorCode: 'IND', label: '', dimension: '30', sizeBucket: 3 },
      styleName: 'Denim jean', colorName: 'Indigo', sizeName: 'M', upc: null, active: true, modifiedAt: '2026-11-20T09:00:00.000Z',
    });
    assert.deepEqual([skus[1]?.active, skus[1]?.upc, skus[1]?.modifiedAt], [false, '012345678905', null]);
    assert.ok(skus.every((sku) => isSku(sku)));
    assert.deepEqual([server.requests[0]?.path, server.requests[0]?.query.get('modifiedSince'), server.requests[0]?.query.get('pageSize')], ['/HTL/v1/skus', '2026-11-01T00:00:00Z', '500']);
  });

  it('finds SKUs by code, a hundred at a time: none, one, or several', async () => {
    const codes = Array.from({ length: 205 }, (_, index) => `SKU-${index}`);
    await open(({ query }) => {
      const asked = query.get('skuCode')!.split(',');
      const data = asked.flatMap((code) => (code === 'SKU-3' ? [] : code === 'SKU-4' ? [remoteSku(code), remoteSku(code, { division: '90' })] : [remoteSku(code)]));
      return { body: { data, page: { nextCursor: null } } };
    });
    const found = await erp.findSkus([...codes, 'SKU-0']);
    assert.equal(found.size, 205);
    assert.deepEqual([found.get('SKU-3')?.length, found.get('SKU-4')?.length, found.get('SKU-204')?.length], [0, 2, 1]);
    assert.deepEqual(server.requests.map(({ query }) => query.get('skuCode')!.split(',').length), [100, 100, 5]);
  });

  it('asks for references fifty at a time and for nothing without any', async () => {
    await open(({ query }) => ({ body: { data: query.get('externalRef')!.split(',').filter((ref) => ref !== 'WEB-7').map((ref) => remoteOrder(ref.slice(4))), page: { nextCursor: null } } }));
    const found = await erp.findOrdersByExternalRef(Array.from({ length: 60 }, (_, index) => `WEB-${index}`));
    assert.equal(found.size, 59);
    assert.deepEqual([found.get('WEB-8')?.[0]?.ordNum, found.has('WEB-7')], ['8', false]);
    assert.equal(server.requests.length, 2);
    assert.equal((await erp.findOrdersByExternalRef([])).size, 0);
    assert.equal(server.requests.length, 2);
  });

  it('lists orders as BlueCherry states them', async () => {
    await open(() => ({ body: { data: [remoteOrder('1004'), remoteOrder('1005', { externalRef: null, totals: null })], page: { nextCursor: null } } }));
    const orders = await all(erp.listOrders({ modifiedSince: '2026-11-20T00:00:00Z' }));
    assert.deepEqual(orders[0], {
      ordNum: '1004', externalRef: 'WEB-1004', customerPo: '53', status: 'open', rawStatus: 'O', currency: 'GBP', total: 8494, modifiedAt: '2026-11-20T23:50:00.000Z',
      lines: [{ lineNo: 1, skuCode: 'MC100-NAV-XS', location: 'LDS', ordered: 2, open: 1, picked: 1, invoiced: 0, cancelled: 0 }],
    });
    assert.deepEqual([orders[1]?.externalRef, orders[1]?.total], ['', null]);
    assert.ok(orders.every((order) => isErpOrder(order)));
  });

  const paged = (total: number) => {
    const records = Array.from({ length: total }, (_, index) => remoteSku(`S${index}`));
    return { codes: records.map((_, index) => `S${index}`), slice: (from: number, size: number) => records.slice(from, from + size) };
  };

  it('follows cursors to the end, across an empty page', async () => {
    const list = paged(7);
    const pages = [list.slice(0, 3), [], list.slice(3, 3), list.slice(6, 3)];
    await open(({ query }) => {
      const at = Number((query.get('cursor') ?? 'c0').slice(1));
      return { body: { data: pages[at], page: { nextCursor: at + 1 < pages.length ? `c${at + 1}` : null } } };
    });
    assert.deepEqual((await all(erp.listSkus())).map(({ skuCode }) => skuCode), list.codes);
  });

  it('pages by offset or by number where the installation does', async () => {
    const list = paged(7);
    for (const kind of ['offset', 'page'] as const) {
      await open(({ query }) => {
        const from = kind === 'offset' ? Number(query.get('offset')) : (Number(query.get('page')) - 1) * 3;
        return { body: { data: list.slice(from, 3) } };
      }, { paging: { kind, size: 3 } });
      assert.deepEqual((await all(erp.listSkus())).map(({ skuCode }) => skuCode), list.codes);
      assert.equal(server.requests.length, 3);
      if (kind === 'offset') {
        await erp.close();
        await server.close();
      }
    }
  });

  const stuck: [string, Partial<BluecherryAccountConfig>, (count: number) => object][] = [
    ['gives the same cursor again', {}, () => ({ data: [remoteSku('A')], page: { nextCursor: 'same' } })],
    ['goes round in a circle of cursors', {}, (count) => ({ data: [remoteSku('A')], page: { nextCursor: `c${count % 3}` } })],
    ['gives new cursors to empty pages for ever', {}, (count) => ({ data: [], page: { nextCursor: `c${count}` } })],
    ['repeats a page whatever the offset', { paging: { kind: 'offset', size: 1 } }, () => ({ data: [remoteSku('A')] })],
    ['repeats a page whatever its number', { paging: { kind: 'page', size: 1 } }, () => ({ data: [remoteSku('A')] })],
  ];
  for (const [title, config, body] of stuck) {
    it(`stops at a list that ${title}`, async () => {
      await open(() => ({ body: body(server.requests.length) }), config);
      const failure = await failureOf(all(erp.listSkus()));
      assert.equal(failure.code, 'PAGE_NOT_ADVANCING');
      assert.ok(server.requests.length < 15);
    });
  }

  const bad: [string, LocalAnswer, string][] = [
    ['an answer that is no list', { body: { data: {} } }, 'REMOTE_ANSWER_INVALID'],
    ['cut JSON', { body: '{"data":[' }, 'REMOTE_ANSWER_INVALID'],
    ['a web page', { body: '<html>' }, 'REMOTE_ANSWER_INVALID'],
    ['an error in a 200', { body: { error: { code: 'UNAUTHENTICATED', message: 'no' } } }, 'CREDENTIALS_REFUSED'],
    ['a record without a SKU code', { body: { data: [remoteSku('A', { skuCode: null })] } }, 'REMOTE_RECORD_INVALID'],
    ['a size bucket that is no number', { body: { data: [remoteSku('A', { sizeBucket: 'M' })] } }, 'REMOTE_RECORD_INVALID'],
    ['a bad date', { status: 400, body: { error: { code: 'BAD_DATE', message: 'x' } } }, 'REMOTE_REFUSED'],
  ];
  for (const [title, answer, code] of bad) {
    it(`names ${title}`, async () => {
      await open(() => answer);
      assert.equal((await failureOf(all(erp.listSkus()))).code, code);
    });
  }

  it('names the record and the member that is not as agreed', async () => {
    await open(() => ({ body: { data: [remoteSku('DJ1', { sizeBucket: 'M' })] } }));
    const { details } = await failureOf(all(erp.listSkus()));
    assert.deepEqual([details['record'], details['path']], ['DJ1', '/sizeBucket']);
  });

  it('uses the paths and the key header of the installation', async () => {
    await open(() => ({ body: { data: [] } }), { company: 'A B', apiKeyHeader: 'Ocp-Apim-Subscription-Key', pathMap: { skus: '/api/{company}/items/skus' } });
    await all(erp.listSkus());
    assert.equal(server.requests[0]?.path, '/api/A%20B/items/skus');
    assert.equal(server.requests[0].headers['ocp-apim-subscription-key'], 'bc_secret');
    assert.equal(server.requests[0].headers['x-api-key'], undefined);
  });

  it('cuts lists of codes that would be too long for an address', () => {
    const long = Array.from({ length: 100 }, (_, index) => `${'Ä'.repeat(40)}${index}`);
    const chunks = inChunks(long, 100);
    assert.deepEqual(chunks.flat(), long);
    assert.ok(chunks.length > 1 && chunks.every((chunk) => encodeURIComponent(chunk.join(',')).length <= 6000));
    assert.deepEqual(inChunks([], 5), []);
  });

  describe('tests its connection and', () => {
    const cases: [string, LocalAnswer, boolean, string | undefined, RegExp][] = [
      ['is content when the key sees SKUs', { body: { data: [remoteSku('A')] } }, true, undefined, /sees SKUs/],
      ['doubts a key that sees nothing', { body: { data: [] } }, false, 'CONFIGURATION_INVALID', /no SKU at all/],
      ['names a refused key and its header', { status: 401, body: { error: { code: 'UNAUTHENTICATED', message: 'no' } } }, false, 'CREDENTIALS_REFUSED', /X-Api-Key/],
      ['names a wrong path', { status: 404, body: '<html>' }, false, 'REMOTE_ANSWER_INVALID', /company and the paths/],
      ['names a wrong company', { status: 404, body: { error: { code: 'NOT_FOUND', message: 'no' } } }, false, 'REMOTE_REFUSED', /company and the paths/],
      ['names the batch window', { status: 423, body: { error: { code: 'BATCH_WINDOW', message: 'no' } } }, false, 'BLUECHERRY_BATCH_WINDOW', /batch window/],
      ['names JSON of another kind', { body: [] }, false, 'REMOTE_ANSWER_INVALID', /not with a list of SKUs/],
    ];
    for (const [title, answer, ok, code, words] of cases) {
      it(title, async () => {
        await open(() => answer);
        const report = await erp.connectionTest();
        assert.deepEqual([report.ok, report.code], [ok, code]);
        assert.match(report.summary, words);
        assert.ok(!JSON.stringify(report).includes('bc_secret'));
      });
    }
  });
});
