import { strict as assert } from 'node:assert';
import { appendFile, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { ExceptionRecord } from '../../lib/model/exception-record.ts';
import type { SalesOrder } from '../../lib/model/sales-order.ts';
import { catchAll, exceptions, orderMessage, probe, tab } from '../support/messages.ts';
import { runFlow, type FlowRun } from '../support/node-runtime.ts';

const flow = [
  tab,
  { id: 'translate', type: 'code-translation', z: 'tab', rules: [{ to: 'warehouse', table: 'warehouse', from: 'shipping-method' }], wires: [['out']] },
  probe('out'),
  catchAll,
  exceptions,
  probe('parked'),
];

describe('code-translation', () => {
  let clientDir: string;
  let run: FlowRun;
  const table = () => path.join(clientDir, 'tables', 'warehouse.csv');

  beforeEach(async () => {
    clientDir = await mkdtemp(path.join(tmpdir(), 'selvedge-tables-'));
    await mkdir(path.join(clientDir, 'tables'));
    await writeFile(table(), 'from,to,note\nlocal_pickup,SHP,\n');
    run = await runFlow(flow, { clientDir });
  });
  afterEach(async () => {
    await run.stop();
    await rm(clientDir, { recursive: true });
  });

  it('parks an order whose value has no row, naming table and value, and translates it once the row is there', async () => {
    const parked = run.next('parked');
    run.node('translate').receive(orderMessage());
    const { payload } = await parked as { payload: ExceptionRecord };
    assert.deepEqual([payload.code, payload.details['table'], payload.details['value']], ['TRANSLATION_MISSING', 'warehouse', 'flat_rate']);

    await appendFile(table(), 'flat_rate,LDS,\n');
    const out = run.next('out');
    run.node('translate').receive(orderMessage());
    assert.equal(((await out) as { payload: SalesOrder }).payload.codes?.warehouse, 'LDS');
  });

  it('parks an order when its table is broken, naming the row', async () => {
    await appendFile(table(), 'local_pickup,LDS,\n');
    const parked = run.next('parked');
    run.node('translate').receive(orderMessage());
    const { payload } = await parked as { payload: ExceptionRecord };
    assert.equal(payload.code, 'TABLE_INVALID');
    assert.match(payload.message, /row 3 repeats "local_pickup"/);
  });
});
