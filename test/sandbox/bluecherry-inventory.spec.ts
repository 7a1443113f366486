// Over 300 lines: one warehouse, its cycles and all their faults, with the same few helpers.
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { startSandbox, type Sandbox, type SandboxStock } from '../../sandbox/start-sandbox.ts';
import { compareStockLines, createStockChecksum, type KeyedStockLine } from '../../lib/operations/stock/stock-checksum.ts';
import { erpFetch, importOrders, orderBody, orderLine } from './erp-calls.ts';

const minute = 60_000;
const opening = Date.parse('2026-11-21T10:00:00Z');

interface Cycle {
  readonly cycleId: string;
  readonly mode: string;
  readonly sequence: number;
  readonly status: string;
  readonly asOf: string;
  readonly completedAt: string | null;
  readonly nextExpectedAt: string | null;
  readonly recordCount: number | null;
  readonly rejectedCount: number | null;
  readonly checksum: string | null;
  readonly previousCycleId: string | null;
}
interface Line {
  readonly sku: Record<string, string | number>;
  readonly location: string;
  readonly lot: string;
  readonly buckets?: Record<string, number | string>;
  readonly availability: { availableFrom: string; qty: number; source: string }[];
  readonly [total: string]: unknown;
}

const totalNames = ['qoh', 'picked', 'open', 'reserved', 'wip', 'shipToWip', 'ots', 'otsShipToWip'] as const;
const text = (value: unknown): string => String(value).trim();

/** As the product would hash it: the stand-in has its own code for the same definition. */
const checksumOf = (lines: readonly Line[]): string => {
  const keyed = lines.map((line): KeyedStockLine => ({
    skuCode: text(line.sku['skuCode']),
    identity: {
      division: text(line.sku['division']), style: text(line.sku['style']), colorCode: text(line.sku['colorCode']), label: text(line.sku['label']),
      dimension: text(line.sku['dimension']), sizeBucket: Number(line.sku['sizeBucket']), sizeName: text(line.sku['sizeName']), upc: null,
    } as KeyedStockLine['identity'],
    location: line.location.trim(),
    lot: line.lot.trim(),
    terms: line.buckets ? (Object.fromEntries(Object.entries(line.buckets).map(([name, units]) => [name, Number(units)])) as NonNullable<KeyedStockLine['terms']>) : null,
    totals: Object.fromEntries(totalNames.map((name) => [name, Number(line[name])])) as unknown as KeyedStockLine['totals'],
    supply: line.availability.map(({ availableFrom, qty, source }) => ({ availableFrom, units: parseInt(String(qty), 10), source })),
  }));
  const sum = createStockChecksum();
  const seen = new Set<string>();
  for (const line of keyed.sort(compareStockLines)) {
    const key = createHash('sha1').update(JSON.stringify([line.identity, line.location, line.lot])).digest('hex');
    if (!seen.has(key)) sum.add(line);
    seen.add(key);
  }
  return sum.digest();
};

describe('BlueCherry sandbox: inventory', () => {
  let sandbox: Sandbox;
  let url: string;
  let now = opening;
  const start = async (stock: SandboxStock = {}): Promise<void> => {
    await sandbox.stop();
    now = opening;
    sandbox = await startSandbox({ now: () => now, stock });
    url = sandbox.bluecherry.url;
  };
  const cycles = async (query = '&status=complete,complete_with_errors'): Promise<Cycle[]> => ((await erpFetch(url, `cycles?feed=inventory${query}`)).body as { data: Cycle[] }).data;
  const newest = async (): Promise<Cycle> => (await cycles())[0]!;
  const read = async (cycleId: string, query = '&pageSize=20'): Promise<Line[]> => {
    const lines: Line[] = [];
    let cursor: string | null = '';
    while (cursor !== null) {
      const { status, body } = await erpFetch(url, `inventory?cycleId=${cycleId}${query}${cursor === '' ? '' : `&cursor=${cursor}`}`);
      assert.equal(status, 200, JSON.stringify(body));
      const page = body as { data: Line[]; page: { nextCursor: string | null } };
      lines.push(...page.data);
      cursor = page.page.nextCursor;
    }
    return lines;
  };
  const errorOf = async (path: string): Promise<[number, string]> => {
    const { status, body } = await erpFetch(url, path);
    return [status, (body as { error: { code: string } }).error.code];
  };
  const keyOf = (line: Line): string => JSON.stringify([line.sku, line.location, line.lot]);
  const control = async (method: string, path: string, body?: unknown): Promise<[number, unknown]> => {
    const response = await fetch(`${url}/__control/${path}`, { method, ...(body === undefined ? {} : { body: JSON.stringify(body) }) });
    return [response.status, await response.json()];
  };
  const place = { skuCode: 'MC100-NAV-XS', location: 'LDS' };
  const leeds = (): ReturnType<Sandbox['bluecherry']['stock']['figures']>[number] => sandbox.bluecherry.stock.figures('MC100-NAV-XS').find(({ location }) => location === 'LDS')!;

  beforeEach(async () => {
    now = opening;
    sandbox = await startSandbox({ now: () => now });
    url = sandbox.bluecherry.url;
  });
  afterEach(() => sandbox.stop());

  it('opens with a complete cycle whose lines, pages and checksum agree', async () => {
    const cycle = await newest();
    assert.deepEqual([cycle.mode, cycle.sequence, cycle.status, cycle.asOf, cycle.nextExpectedAt], ['full', 4182, 'complete', '2026-11-21T09:58:00+00:00', '2026-11-21T10:30:00+00:00']);
    const lines = await read(cycle.cycleId);
    assert.equal(lines.length, cycle.recordCount);
    assert.equal(new Set(lines.map(keyOf)).size, lines.length);
    assert.equal(new Set(lines.filter((line) => text(line.sku['label']) === '').map((line) => text(line.sku['skuCode']))).size, 37);
    assert.deepEqual([...new Set(lines.map((line) => line.location.trim()))].sort(), ['', 'FOB', 'LDS', 'SHP']);
    assert.ok(lines.some((line) => Number(line['ots']) < 0), 'some SKUs are oversold');
    assert.equal(checksumOf(lines), cycle.checksum);
  });

  it('states the worked example: QOH 87, OTS 49, OTS ship-to WIP 111', async () => {
    sandbox.bluecherry.stock.setTerms(place, { SA: 10, RT: 2, R1: 100, IN: 30, RV: 6, RI: 1, RP: 2, RO: 1, PK: 8, OP: 20, RS: 5, ST: 60 });
    const { cycleId } = (await control('POST', 'cycles', { runMs: 0 }))[1] as Cycle;
    const line = (await read(cycleId, '&style=MC100&location=LDS&division=01')).find(({ sku }) => text(sku['skuCode']) === 'MC100-NAV-XS')!;
    assert.deepEqual(totalNames.map((name) => line[name]), [87, 8, 20, 5, 0, 60, 49, 111]);
    assert.equal(line.buckets!['SA'], 10);
  });

  it('shows what was true at asOf, whatever happened while the cycle ran and since', async () => {
    const before = leeds().open;
    now = opening + 29 * minute;
    await importOrders(url, [orderBody('WEB-1')]);
    assert.equal(leeds().open, before + 1);
    const openIn = async (cycle: Cycle): Promise<unknown> => (await read(cycle.cycleId)).find((line) => text(line.sku['skuCode']) === 'MC100-NAV-XS' && line.location.trim() === 'LDS')!['open'];
    const [running] = await cycles('');
    assert.deepEqual([running!.status, running!.asOf, running!.recordCount], ['running', '2026-11-21T10:28:00+00:00', null]);
    assert.deepEqual(await errorOf(`inventory?cycleId=${running!.cycleId}`), [409, 'CYCLE_NOT_COMPLETE']);
    now = opening + 30 * minute;
    assert.equal(await openIn(await newest()), before);
    now = opening + 60 * minute;
    assert.equal(await openIn(await newest()), before + 1);
    assert.deepEqual((await cycles()).map(({ sequence }) => sequence), [4184, 4183, 4182]);
  });

  it('expires a cycle once a newer one is complete, after the time of grace', async () => {
    await start({ stockGraceMs: 5 * minute });
    const first = await newest();
    now = opening + 34 * minute;
    assert.equal((await read(first.cycleId)).length, first.recordCount);
    now = opening + 35 * minute;
    assert.deepEqual(await errorOf(`inventory?cycleId=${first.cycleId}`), [410, 'CYCLE_EXPIRED']);
    const { body } = await erpFetch(url, `cycles/${first.cycleId}`);
    assert.equal((body as Cycle).checksum, first.checksum);
  });

  it('refuses a wrong cycle, cursor, page size and feed', async () => {
    const { cycleId } = await newest();
    assert.deepEqual(await errorOf('inventory?cycleId=NONE'), [404, 'NOT_FOUND']);
    assert.deepEqual(await errorOf('cycles/NONE'), [404, 'NOT_FOUND']);
    assert.deepEqual(await errorOf(`inventory?cycleId=${cycleId}&cursor=abc`), [400, 'BAD_CURSOR']);
    assert.deepEqual(await errorOf(`inventory?cycleId=${cycleId}&pageSize=501`), [400, 'MALFORMED']);
    assert.deepEqual(await errorOf('cycles'), [400, 'MALFORMED']);
    assert.deepEqual(((await erpFetch(url, 'cycles?feed=orders')).body as { data: unknown[] }).data, []);
  });

  it('moves units from open to picked to invoiced, and back into stock only at inspection', async () => {
    const before = leeds();
    await importOrders(url, [orderBody('WEB-1', { lines: [orderLine({ qtyOrdered: 3 })] })]);
    const { stock } = sandbox.bluecherry;
    const ordNum = '1004512';
    const figures = (): number[] => [leeds().open - before.open, leeds().picked - before.picked, leeds().qoh - before.qoh, leeds().ots - before.ots];
    const orderStatus = async (): Promise<unknown> => ((await erpFetch(url, `orders/${ordNum}`)).body as { status: string }).status;
    assert.deepEqual(figures(), [3, 0, 0, -3]);
    assert.equal(stock.pick({ ordNum, units: 1 }), 1);
    assert.deepEqual([figures(), await orderStatus()], [[2, 1, 0, -3], 'partially_picked']);
    assert.equal((await erpFetch(url, `orders/${ordNum}/cancel`, { method: 'POST' })).status, 409);
    stock.cancel({ ordNum, units: 1 }, 'CH');
    assert.deepEqual(figures(), [1, 1, 0, -2]);
    stock.pick();
    stock.ship();
    assert.deepEqual([figures(), await orderStatus()], [[0, 0, -2, -2], 'closed']);
    stock.giveBack({ ordNum, units: 2 });
    assert.deepEqual(figures(), [0, 0, -2, -2]);
    stock.inspect({ ordNum, units: 1 });
    stock.inspect({ ordNum }, 'damaged');
    assert.deepEqual(figures(), [0, 0, -1, -1]);
    const [line] = ((await erpFetch(url, `orders/${ordNum}`)).body as { lines: Record<string, unknown>[] }).lines;
    assert.deepEqual(['qtyOrdered', 'qtyOpen', 'qtyPicked', 'qtyInvoiced', 'qtyCancelled', 'cancelType'].map((member) => line![member]), [3, 0, 0, 2, 1, 'CH']);
    assert.deepEqual(sandbox.bluecherry.record().stockMoves.map(({ kind }) => kind), ['order', 'pick', 'cancel', 'pick', 'invoice', 'inspection']);
  });

  it('cancels an order that is open, and lists it as changed then', async () => {
    const { ots } = leeds();
    await importOrders(url, [orderBody('WEB-1')]);
    now += minute;
    assert.equal(((await erpFetch(url, 'orders/1004512/cancel', { method: 'POST' })).body as { status: string }).status, 'cancelled');
    assert.equal(leeds().ots, ots);
    const changed = (await erpFetch(url, 'orders?modifiedSince=2026-11-21T10:01:00Z&status=cancelled')).body as { data: { ordNum: string }[] };
    assert.deepEqual(changed.data.map(({ ordNum }) => ordNum), ['1004512']);
  });

  it('picks and ships at a set pace, each at its own time between the cycles', async () => {
    await start({ stockPickAfterMs: 10 * minute, stockShipAfterMs: 10 * minute });
    const before = leeds();
    await importOrders(url, [orderBody('WEB-1')]);
    now = opening + 60 * minute;
    assert.equal(leeds().qoh, before.qoh - 1);
    assert.deepEqual(sandbox.bluecherry.record().stockMoves.map(({ kind, at }) => [kind, (at - opening) / minute]), [['order', 0], ['pick', 10], ['invoice', 20]]);
  });

  it('takes receipts, adjustments and production in over HTTP, and refuses nonsense in one sentence', async () => {
    const before = leeds();
    await control('POST', 'stock/receive', { ...place, units: 5 });
    await control('POST', 'stock/adjust', { ...place, units: -2 });
    await control('POST', 'stock/adjust', { ...place, terms: { DM: 1 } });
    await control('POST', 'stock/produce', { ...place, units: 40, availableFrom: '2026-12-24' });
    const [, rows] = await control('GET', 'stock/MC100-NAV-XS');
    const row = (rows as typeof before[]).find(({ location }) => location === 'LDS')!;
    assert.deepEqual([row.qoh - before.qoh, row.ots - before.ots, row.wip - before.wip], [3, 2, 40]);
    const waiting = before.wip;
    assert.deepEqual(await control('POST', 'stock/arrive', place), [200, { units: 40 + waiting }]);
    assert.deepEqual([leeds().wip, leeds().qoh - before.qoh], [0, 43 + waiting]);
    assert.deepEqual(await control('POST', 'stock/receive', { skuCode: 'NONE', location: 'LDS', units: 1 }), [400, { error: 'The warehouse has no SKU "NONE".' }]);
    assert.equal((await control('POST', 'cycles/faults', { kind: 'slow' }))[0], 400);
    assert.equal((await control('PATCH', 'settings', { stockEveryMs: 1000 }))[0], 200);
  });

  it('tells in a delta only what changed since the cycle before, also at a place that is new', async () => {
    await start({ stockFullEvery: 3 });
    sandbox.bluecherry.stock.adjust(place, 1);
    sandbox.bluecherry.stock.receive({ ...place, location: 'POE' }, 4);
    now = opening + 30 * minute;
    const cycle = await newest();
    const lines = await read(cycle.cycleId);
    assert.deepEqual([cycle.mode, cycle.recordCount, lines.map((line) => line.location.trim())], ['delta', 2, ['LDS', 'POE']]);
    assert.equal(checksumOf(lines), cycle.checksum);
    now = opening + 60 * minute;
    assert.deepEqual([(await newest()).mode, (await newest()).recordCount], ['delta', 0]);
    now = opening + 90 * minute;
    assert.equal((await newest()).mode, 'full');
  });

  it('conserves units over any sequence of picking, shipping, cancelling and returning', async () => {
    const step = fc.record({ kind: fc.constantFrom('pick', 'ship', 'cancel', 'giveBack', 'inspect', 'damaged'), units: fc.integer({ min: 1, max: 4 }) });
    let number = 0;
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 1, max: 9 }), fc.array(step, { maxLength: 20 }), async (ordered, steps) => {
        const before = leeds();
        number += 1;
        const { salesOrders } = sandbox.bluecherry.record();
        await importOrders(url, [orderBody(`WEB-${number}`, { lines: [orderLine({ qtyOrdered: ordered })] })]);
        const order = salesOrders.at(-1)!;
        const { stock } = sandbox.bluecherry;
        let restocked = 0;
        for (const { kind, units } of steps) {
          const request = { ordNum: order.ordNum, units };
          if (kind === 'inspect') restocked += stock.inspect(request);
          else if (kind === 'damaged') stock.inspect(request, 'damaged');
          else stock[kind](request);
        }
        const [line] = stock.unitsOf(order).lines;
        const { open, picked, invoiced, cancelled } = line!;
        assert.equal(open + picked + invoiced + cancelled, ordered);
        assert.ok(Math.min(open, picked, invoiced, cancelled, line!.returned) >= 0);
        const after = leeds();
        assert.deepEqual(
          [after.open - before.open, after.picked - before.picked, after.qoh - before.qoh, after.ots - before.ots],
          [open, picked, restocked - invoiced, restocked - invoiced - open - picked],
        );
      }),
      { numRuns: 60 },
    );
  });

  describe('faults of a cycle', () => {
    const after = async (kind: string, minutes = 30, more: object = {}): Promise<Cycle[]> => {
      assert.equal((await control('POST', 'cycles/faults', { kind, times: 1, ...more }))[0], 200);
      now = opening + minutes * minute;
      return cycles('');
    };

    it('late and overlapping: it completes after its successor and states an older time', async () => {
      const [late] = await after('late', 30);
      assert.equal(late!.status, 'running');
      now = opening + 45 * minute;
      assert.equal((await newest()).completedAt, '2026-11-21T10:45:00+00:00');
      await start();
      await after('overlap', 61);
      const [second, first] = await cycles();
      assert.deepEqual([second!.sequence, first!.sequence], [4184, 4183]);
      assert.ok(first!.completedAt! > second!.completedAt! && first!.asOf < second!.asOf);
      assert.deepEqual(await errorOf(`inventory?cycleId=${first!.cycleId}`), [410, 'CYCLE_EXPIRED']);
    });

    it('skipped and failed: nothing to read, and the next one says what went before', async () => {
      assert.equal((await after('skipped', 30)).length, 1);
      now = opening + 60 * minute;
      assert.equal((await newest()).sequence, 4183);
      await start();
      const [failed] = await after('failed', 30);
      assert.deepEqual([failed!.status, failed!.checksum], ['failed', null]);
      now = opening + 60 * minute;
      const [next, first] = await cycles();
      assert.deepEqual([next!.sequence, next!.previousCycleId], [4184, first!.cycleId]);
    });

    it('complete with errors, a gap in the sequence, a wrong count and a wrong checksum', async () => {
      const full = (await newest()).recordCount!;
      const [withErrors] = await after('complete-with-errors');
      assert.deepEqual([withErrors!.status, withErrors!.rejectedCount, withErrors!.recordCount], ['complete_with_errors', 3, full - 3]);
      assert.equal(checksumOf(await read(withErrors!.cycleId)), withErrors!.checksum);
      await start();
      assert.equal((await after('sequence-gap'))[0]!.sequence, 4184);
      await start();
      const [wrongCount] = await after('wrong-count');
      assert.equal((await read(wrongCount!.cycleId)).length, wrongCount!.recordCount! - 7);
      await start();
      const [wrongSum] = await after('wrong-checksum');
      assert.notEqual(checksumOf(await read(wrongSum!.cycleId)), wrongSum!.checksum);
    });

    it('truncated and empty: it believes itself whole', async () => {
      const skus = (lines: readonly Line[]): number => new Set(lines.map(({ sku }) => JSON.stringify(sku))).size;
      const whole = skus(await read((await newest()).cycleId));
      const [truncated] = await after('truncated');
      const lines = await read(truncated!.cycleId);
      assert.deepEqual([lines.length, checksumOf(lines)], [truncated!.recordCount, truncated!.checksum]);
      assert.ok(Math.abs(1 - skus(lines) / whole - 0.4) < 0.02, `${skus(lines)} of ${whole}`);
      await start();
      const [empty] = await after('empty');
      assert.deepEqual([(await read(empty!.cycleId)).length, empty!.recordCount, empty!.status], [0, 0, 'complete']);
    });

    it('permuted and repeated pages show the same lines', async () => {
      const [permuted] = await after('permuted');
      const mixed = await read(permuted!.cycleId);
      assert.equal(checksumOf(mixed), permuted!.checksum);
      await start();
      const lines = await read((await newest()).cycleId);
      assert.notDeepEqual(mixed.map(keyOf), lines.map(keyOf));
      const [repeated] = await after('repeated');
      const twice = await read(repeated!.cycleId);
      assert.ok(twice.length > lines.length);
      assert.deepEqual([...new Set(twice.map(keyOf))], lines.map(keyOf));
    });

    it('totals only and numeric strings', async () => {
      const [totals] = await after('totals-only');
      const lines = await read(totals!.cycleId);
      assert.ok(lines.every((line) => line.buckets === undefined && typeof line['ots'] === 'number'));
      assert.equal(checksumOf(lines), totals!.checksum);
      await start();
      const [texts] = await after('numeric-strings');
      const [line] = await read(texts!.cycleId);
      assert.deepEqual([typeof line!['qoh'], typeof line!.buckets!['SA'], typeof line!.sku['sizeBucket']], ['string', 'string', 'string']);
      assert.equal(checksumOf(await read(texts!.cycleId)), texts!.checksum);
    });
  });

  it('serves a made-up catalogue of any size, in order and with changes on top', async () => {
    await start({ generate: { skus: 2000, locations: 5 } });
    const cycle = await newest();
    const lines = await read(cycle.cycleId, '&pageSize=500');
    assert.deepEqual([lines.length, new Set(lines.map(keyOf)).size, checksumOf(lines)], [10_000, 10_000, cycle.checksum]);
    const sku = { skuCode: '00000012-NAV-M', location: 'L03' };
    sandbox.bluecherry.stock.adjust(sku, 5);
    sandbox.bluecherry.stock.receive({ ...sku, location: 'L99' }, 1);
    sandbox.bluecherry.stock.run({ mode: 'delta', runMs: 0 });
    now += 1;
    const delta = await newest();
    assert.deepEqual((await read(delta.cycleId)).map((line) => line.location.trim()), ['L03', 'L99']);
    sandbox.bluecherry.stock.run({ mode: 'full', runMs: 0 });
    now += 1;
    const full = await newest();
    const all = await read(full.cycleId, '&pageSize=500');
    assert.deepEqual([all.length, checksumOf(all)], [10_001, full.checksum]);
  });
});
