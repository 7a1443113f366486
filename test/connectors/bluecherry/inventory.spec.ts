import assert from 'node:assert/strict';
import { Ajv } from 'ajv';
import type { BluecherryAccountConfig } from '../../../lib/connectors/bluecherry/account-config.ts';
import { createBluecherryConnector, type BluecherryConnector } from '../../../lib/connectors/bluecherry/connector.ts';
import type { InventoryCycle } from '../../../lib/connectors/bluecherry/inventory-source.ts';
import { StockCycle, StockLine } from '../../../lib/model/stock.ts';
import type { InventoryLine } from '../../../lib/store/stock-book/contract.ts';
import { hastyClock } from '../support/clocks.ts';
import { failureOf } from '../support/failures.ts';
import { startLocalServer, type LocalAnswer, type LocalServer, type ReceivedRequest } from '../support/local-server.ts';

const feed = 'harbour:inventory';
const remoteCycle = (cycleId: string, asOf: string, changes: object = {}): object => ({
  cycleId: `${cycleId} `, feed: 'inventory', mode: 'full', sequence: '4182', status: 'complete', asOf, startedAt: asOf, completedAt: '2026-11-21T08:36:00Z',
  nextExpectedAt: '2026-11-21T09:00:00Z', recordCount: '18240', rejectedCount: 0, checksum: 'sha256:aa', previousCycleId: null, ...changes,
});
const remoteLine = (skuCode: string, changes: object = {}, sku: object = {}): object => ({
  cycleId: 'C2', sku: { division: '01 ', style: '00123   ', colorCode: 'BLK', label: '  ', dimension: '32', sizeBucket: '03', sizeName: 'M', upc: null, skuCode: `${skuCode}  `, ...sku },
  location: 'NJ1 ', lot: ' ', buckets: { SA: '10 ', RT: 2, R1: '100', IN: 30, RV: null, XX: 7, OP: '-3' }, qoh: '87', picked: 8, open: ' ', wip: null, ots: '-49.00', otsShipToWip: 111,
  availability: [{ availableFrom: '2026-03-01', qty: '60', source: 'purchase_order ' }, { availableFrom: ' ', qty: 5, source: 'cut_ticket' }], ...changes,
});
const cycleC2: StockCycle = { feed, cycleId: 'C2', mode: 'full', sequence: 1, asOf: '2026-11-21T08:30:00.000Z', completedAt: '2026-11-21T08:36:00.000Z', nextExpectedAt: null };
const isCycle = new Ajv().compile(StockCycle);
const isLine = new Ajv().compile(StockLine);

describe('inventory from BlueCherry over HTTP', () => {
  let server: LocalServer;
  let erp: BluecherryConnector;

  const open = async (answer: (request: ReceivedRequest) => LocalAnswer, config: Partial<BluecherryAccountConfig> = {}): Promise<void> => {
    server = await startLocalServer(answer);
    erp = createBluecherryConnector(
      { baseUrl: server.url, company: 'HTL', apiKey: 'bc_secret', limits: { requestsPerSecond: 2000, concurrency: 4, timeoutMs: 20_000 }, ...config },
      { clock: hastyClock(5000) },
    );
  };
  const listing = (...data: object[]): LocalAnswer => ({ body: { data, page: { nextCursor: null } } });
  const readAll = async (cycle = cycleC2): Promise<InventoryLine[]> => {
    const found: InventoryLine[] = [];
    for await (const page of erp.inventory.readCycle(cycle)) found.push(...page);
    return found;
  };
  afterEach(async () => {
    await erp.close();
    await server.close();
  });

  describe('cycles', () => {
    it('finds the completed one of the newest truth, and tells those that are not complete', async () => {
      await open(() => listing(
        remoteCycle('C3', '2026-11-21T09:00:00Z', { status: 'running', completedAt: null }),
        remoteCycle('C1', '2026-11-21T08:00:00Z', { completedAt: '2026-11-21T08:50:00Z' }),
        remoteCycle('C2', '2026-11-21T03:30:00-05:00'),
        remoteCycle('C4', '2026-11-21T09:30:00Z', { status: 'SCHEDULED', startedAt: null }),
        remoteCycle('C0', '2026-11-21T07:30:00Z', { status: 'failed ' }),
        remoteCycle('CX', '2026-11-21T10:30:00Z', { status: 'PURGED' }),
        remoteCycle('S9', '2026-11-21T11:00:00Z', { feed: 'supply' }),
      ), { timeZone: 'America/New_York' });
      const outlook = await erp.inventory.latestCycle(feed);
      assert.deepEqual(outlook.latest, {
        cycle: { feed, cycleId: 'C2', mode: 'full', sequence: 4182, asOf: '2026-11-21T08:30:00.000Z', asOfDay: '2026-11-21', completedAt: '2026-11-21T08:36:00.000Z', nextExpectedAt: '2026-11-21T09:00:00.000Z' },
        status: 'complete', recordCount: 18_240, rejectedCount: 0, checksum: 'sha256:aa', previousCycleId: null, absentMeansNone: true,
      } satisfies InventoryCycle);
      assert.ok(isCycle(outlook.latest.cycle));
      assert.deepEqual(outlook.completed.map(({ cycle }) => cycle.cycleId), ['C2', 'C1']);
      assert.deepEqual(outlook.notReady.map(({ cycleId, status, statedAs }) => [cycleId, status, statedAs]), [
        ['C3', 'running', 'running'], ['C4', 'scheduled', 'SCHEDULED'], ['C0', 'failed', 'failed'], ['CX', 'unknown', 'PURGED'],
      ]);
      assert.deepEqual([server.requests[0]?.path, server.requests[0]?.query.get('feed'), server.requests[0]?.query.get('modifiedSince')], ['/HTL/v1/cycles', 'inventory', '2026-11-19T09:00:00.000Z']);
    });

    it('states the day of a cycle in the zone of the account, and reads a time without an offset there', async () => {
      await open(() => listing(remoteCycle('C2', '2026-03-01T23:30:00', { completedAt: '2026-03-02 00:01:00' })), { timeZone: 'America/New_York' });
      const cycle = (await erp.inventory.latestCycle(feed)).latest?.cycle;
      assert.deepEqual([cycle?.asOf, cycle?.asOfDay, cycle?.completedAt], ['2026-03-02T04:30:00.000Z', '2026-03-01', '2026-03-02T05:01:00.000Z']);
    });

    it('reads a cycle with errors, tells how many records it lacks, and does not take what is absent for sold out', async () => {
      await open(() => listing(remoteCycle('C2', '2026-11-21T08:30:00Z', { status: 'complete_with_errors', rejectedCount: '3' })));
      const { latest } = await erp.inventory.latestCycle(feed);
      assert.deepEqual([latest?.status, latest?.rejectedCount, latest?.absentMeansNone], ['complete_with_errors', 3, false]);
    });

    it('believes rejected records even where the cycle calls itself complete', async () => {
      await open(() => listing(remoteCycle('C2', '2026-11-21T08:30:00Z', { rejectedCount: 1 })));
      assert.equal((await erp.inventory.latestCycle(feed)).latest?.absentMeansNone, false);
    });

    it('never takes what a delta does not mention for sold out', async () => {
      await open(() => listing(remoteCycle('C2', '2026-11-21T08:30:00Z', { mode: 'DELTA', recordCount: null, checksum: ' ' })));
      const { latest } = await erp.inventory.latestCycle(feed);
      assert.deepEqual([latest?.cycle.mode, latest?.absentMeansNone, latest?.recordCount, latest?.checksum], ['delta', false, null, null]);
    });

    it('looks further back when no cycle was completed of late', async () => {
      await open(({ query }) => (query.has('modifiedSince') ? listing(remoteCycle('C9', '2026-11-21T08:30:00Z', { status: 'running' })) : listing(remoteCycle('C2', '2026-11-01T08:30:00Z'))));
      assert.equal((await erp.inventory.latestCycle(feed)).latest?.cycle.cycleId, 'C2');
      assert.equal(server.requests.length, 2);
    });

    it('has none when there is none', async () => {
      await open(() => listing());
      assert.deepEqual(await erp.inventory.latestCycle(feed), { latest: null, completed: [], notReady: [] });
    });

    const broken: [string, object, string][] = [
      ['no time', { asOf: 'yesterday' }, '/asOf'],
      ['no mode', { mode: null }, '/mode'],
      ['a delta without a number', { mode: 'delta', sequence: null }, '/sequence'],
    ];
    for (const [title, changes, path] of broken) {
      it(`refuses a completed cycle with ${title}`, async () => {
        await open(() => listing(remoteCycle('C2', '2026-11-21T08:30:00Z', changes)));
        const failure = await failureOf(erp.inventory.latestCycle(feed));
        assert.deepEqual([failure.code, failure.details['path']], ['REMOTE_RECORD_INVALID', path]);
      });
    }
  });

  describe('lines', () => {
    it('are trimmed; codes stay text, figures become numbers, and what is not stated is not 0', async () => {
      await open(() => listing(remoteLine('00123-BLK-M')));
      const [line] = await readAll();
      assert.deepEqual(line, {
        skuCode: '00123-BLK-M', identity: { division: '01', style: '00123', colorCode: 'BLK', label: '', dimension: '32', sizeBucket: 3 }, location: 'NJ1', lot: '',
        terms: { SA: 10, RT: 2, R1: 100, IN: 30, OP: -3 },
        totals: { qoh: 87, picked: 8, open: null, reserved: null, wip: null, shipToWip: null, ots: -49, otsShipToWip: 111 },
        supply: [{ availableFrom: '2026-03-01', units: 60, source: 'purchase_order' }],
      });
      const { location, lot, terms, totals, supply } = line;
      assert.ok(isLine({ location, lot, terms, totals, supply }));
      assert.deepEqual([server.requests[0]?.path, server.requests[0]?.query.get('cycleId')], ['/HTL/v1/inventory', 'C2']);
    });

    it('have no terms where the installation gives totals only', async () => {
      await open(() => listing(remoteLine('A', { buckets: null, availability: null })));
      assert.deepEqual((await readAll()).map(({ terms, supply }) => ({ terms, supply })), [{ terms: null, supply: [] }]);
    });

    it('may say the cycle on each line, on the page or beside the cursor', async () => {
      const bare = remoteLine('A', { cycleId: null });
      const answers = [{ data: [remoteLine('A')], page: { nextCursor: 'b' } }, { data: [bare], cycleId: 'C2 ', page: { nextCursor: 'c' } }, { data: [bare], page: { cycleId: 'C2', nextCursor: null } }];
      await open(({ query }) => ({ body: answers[['', 'b', 'c'].indexOf(query.get('cursor') ?? '')] }));
      assert.equal((await readAll()).length, 3);
    });

    const expired: [string, LocalAnswer, RegExp][] = [
      ['410 CYCLE_EXPIRED', { status: 410, body: { error: { code: 'CYCLE_EXPIRED', message: 'superseded by C3' } } }, /superseded by C3/],
      ['a bare 410', { status: 410, body: '' }, /410/],
      ['a line of another cycle', { body: { data: [remoteLine('B', { cycleId: 'C3' })], page: { nextCursor: null } } }, /C3/],
      ['a page of another cycle', { body: { data: [remoteLine('B', { cycleId: undefined })], cycleId: 'C3', page: { nextCursor: null } } }, /C3/],
    ];
    for (const [title, second, words] of expired) {
      it(`are to be read anew after ${title}`, async () => {
        await open(({ query }) => (query.has('cursor') ? second : { body: { data: [remoteLine('A')], page: { nextCursor: 'b' } } }));
        const failure = await failureOf(readAll());
        assert.deepEqual([failure.code, failure.disposition, failure.owner, failure.details['cycle']], ['BLUECHERRY_CYCLE_EXPIRED', 'retry', 'operations', 'C2']);
        assert.match(failure.message, words);
        assert.match(failure.message, /Begin again with the newest cycle/);
      });
    }

    const wrong: [string, object, object, string][] = [
      ['that do not say which cycle they are from', { cycleId: ' ' }, {}, '/cycleId'],
      ['with a figure that is none', { qoh: 'many' }, {}, '/qoh'],
      ['with half a unit', { buckets: { SA: 1.5 } }, {}, '/buckets/SA'],
      ['with a style that is a number', {}, { style: 123 }, '/sku/style'],
      ['of a 25th size', {}, { sizeBucket: '25' }, '/sku/sizeBucket'],
      ['with a day that the calendar lacks', { availability: [{ availableFrom: '2026-02-30', qty: 1 }] }, {}, '/availability'],
    ];
    for (const [title, changes, sku, path] of wrong) {
      it(`${title} stop the cycle`, async () => {
        await open(() => listing(remoteLine('A-1', changes, sku)));
        const failure = await failureOf(readAll());
        assert.deepEqual([failure.code, failure.details['record'], failure.details['path']], ['REMOTE_RECORD_INVALID', 'A-1', path]);
      });
    }

    it('stop when they are not wanted any more', async () => {
      const ending = new AbortController();
      await open(() => ({ body: { data: [remoteLine('A')], page: { nextCursor: 'b' } } }));
      const reading = async (): Promise<void> => {
        for await (const page of erp.inventory.readCycle(cycleC2, { signal: ending.signal })) {
          assert.equal(page.length, 1);
          ending.abort(new Error('closing'));
        }
      };
      await assert.rejects(reading(), /closing/);
      assert.equal(server.requests.length, 1);
    });
  });

  it('asks where the installation has its cycles and inventory', async () => {
    await open(({ path }) => (path === '/api/HTL/batch' ? listing(remoteCycle('C2', '2026-11-21T08:30:00Z')) : listing(remoteLine('A'))), { pathMap: { cycles: '/api/{company}/batch', inventory: '/api/{company}/stock' } });
    await erp.inventory.latestCycle(feed);
    await readAll();
    assert.deepEqual(server.requests.map(({ path }) => path), ['/api/HTL/batch', '/api/HTL/stock']);
  });
});
