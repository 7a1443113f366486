import assert from 'node:assert/strict';
import type { Locator, Page } from 'playwright-core';
import { openEditor, type OpenEditor } from './open-editor.ts';

/** As a flow file of the first version has it. */
const flows = [
  { id: 'tab', type: 'tab', label: 'Forms' },
  { id: 'lane', type: 'durable-lane', z: 'tab', x: 200, y: 100, wires: [[]], name: '', lane: 'orders', order: 'strict', concurrency: 10, maxAttempts: 3, retryDelaysSeconds: ['15'], priority: 1 },
];

const routes = `
  const asked = [];
  let paused = null;
  RED.httpAdmin.get('/selvedge/lanes', (request, response) => response.json({ lanes: [{ name: 'orders', status: {
    waiting: 12, inFlight: 3, parked: 1, settledPerMinute: 40, full: false, leading: true, paused, circuit: { state: 'open', code: 'REMOTE_UNREACHABLE', message: 'Nobody <answers>.' },
  } }] }));
  RED.httpAdmin.post('/selvedge/lanes/:name/:action', (request, response) => {
    asked.push([request.params.name, request.params.action, request.body.reason ?? '']);
    paused = request.params.action === 'pause' ? { by: 'ann', reason: request.body.reason } : null;
    response.json({});
  });
  RED.httpAdmin.get('/asked', (request, response) => response.json(asked));
`;

interface EditorPage {
  readonly RED: { nodes: { node(id: string): Record<string, unknown> }; editor: { edit(node: unknown): void } };
}

describe('the form of a durable lane', function () {
  this.timeout(60_000);
  let editor: OpenEditor;
  let page: Page;
  let form: Locator;
  before(async () => {
    editor = await openEditor(flows, routes, ['reliability/durable-lane']);
  });
  after(() => editor.close());
  beforeEach(async () => {
    page = await (await editor.browser.newContext({ viewport: { width: 1280, height: 1000 } })).newPage();
    await page.goto(editor.url);
    await page.locator('.red-ui-flow-node').first().waitFor();
    await page.evaluate(() => {
      const { RED } = globalThis as unknown as EditorPage;
      RED.editor.edit(RED.nodes.node('lane'));
    });
    form = page.locator('.selvedge-form');
    await form.waitFor();
  });
  afterEach(() => page.close());
  const node = (): Promise<Record<string, unknown>> => page.evaluate(() => {
    const { valid, capacityEntries, classDelays } = (globalThis as unknown as EditorPage).RED.nodes.node('lane');
    return { valid, capacityEntries, classDelays };
  });

  it('shows what counts where an older flow file lacks a value, and finds nothing wrong with it', async () => {
    assert.equal(await form.locator('#node-input-capacityEntries').inputValue(), '100000');
    assert.equal(await form.locator('.input-error').count(), 0);
    assert.equal((await node())['valid'], true);
    await page.locator('#node-dialog-ok').click();
    await form.waitFor({ state: 'detached' });
    const saved = await node();
    assert.equal(saved['capacityEntries'], 100_000);
    assert.deepEqual((saved['classDelays'] as object[])[0], { failure: 'rate-limit', seconds: '5 15 60 300' });
  });

  it('says what the lane does, in the host’s words, and pauses it only with a reason', async () => {
    const lane = form.locator('.selvedge-lane');
    await lane.getByText('12 waiting · 3 in flight · 1 parked · 40 settled in the last minute').waitFor();
    assert.match(await lane.innerText(), /REMOTE_UNREACHABLE: Nobody <answers>\./);
    await lane.getByRole('button', { name: 'Probe now' }).click();
    await lane.getByRole('button', { name: 'Pause' }).click();
    assert.ok(await lane.getByRole('button', { name: 'Pause' }).isDisabled());
    await lane.getByRole('textbox').fill('stocktaking');
    await lane.getByRole('textbox').press('Enter');
    await lane.getByText('Paused by ann: stocktaking').waitFor();
    await lane.getByRole('button', { name: 'Resume' }).click();
    await lane.getByRole('button', { name: 'Pause' }).waitFor();
    const asked = (await (await page.request.get(`${editor.url}asked`)).json()) as unknown;
    assert.deepEqual(asked, [['orders', 'probe', ''], ['orders', 'pause', 'stocktaking'], ['orders', 'resume', '']]);
  });
});
