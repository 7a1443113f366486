import assert from 'node:assert/strict';
import type { BrowserContext, Locator, Page } from 'playwright-core';
import { openEditor, type OpenEditor } from './open-editor.ts';

const flows = [
  { id: 'tab', type: 'tab', label: 'Forms' },
  { id: 'test', type: 'test-message', z: 'tab', x: 200, y: 100, wires: [[]], name: '', sample: 'order-54', dryRun: true },
  { id: 'queue', type: 'exception-queue', z: 'tab', x: 200, y: 200, wires: [[]], name: '', action: 'park', reason: '' },
];

const routes = `
  const asked = [];
  let samplesDown = true;
  RED.httpAdmin.get('/selvedge/samples', (request, response) => {
    if (samplesDown) { samplesDown = false; return response.status(409).json({ code: 'STORE_UNAVAILABLE', message: 'The store cannot be read.' }); }
    response.json([53, 54, 55].map((id) => ({ id: 'order-' + id, entity: 'sales-order', title: 'Order ' + id, summary: id === 55 ? 'coupon' : '1 line' })));
  });
  RED.httpAdmin.get('/selvedge/exceptions', (request, response) => {
    asked.push(request.url);
    response.json({ total: 2, items: [
      { id: 1, code: 'SKU_MISSING', owner: 'ecommerce', title: 'An order line has no SKU', message: 'Line <2>', entity: 'sales-order', key: 'HTL-69', attempts: 3, lastSeenAt: '2026-01-01T00:00:00.000Z' },
      { id: 2, code: 'LANE_MISSING', owner: 'integration', title: 'No lane', message: '', entity: 'sales-order', key: 'HTL-70', attempts: 1, lastSeenAt: '2026-01-01T00:00:00.000Z' },
    ] });
  });
  RED.httpAdmin.post('/selvedge/exceptions/:id/:action', (request, response) => {
    asked.push([request.params.id, request.params.action, request.body.reason ?? '']);
    if (request.params.id === '2') return response.status(409).json({ code: 'CONFIGURATION_INVALID', message: 'Its source is not deployed.' });
    response.json({});
  });
  RED.httpAdmin.get('/asked', (request, response) => response.json(asked));
`;

interface EditorPage {
  readonly RED: { nodes: { node(id: string): Record<string, unknown> }; editor: { edit(node: unknown): void } };
}

describe('forms with editor code of their own', function () {
  this.timeout(60_000);
  let editor: OpenEditor;
  let context: BrowserContext;
  let page: Page;
  before(async () => {
    editor = await openEditor(flows, routes, ['reliability/test-message', 'reliability/exception-queue']);
    context = await editor.browser.newContext({ viewport: { width: 1280, height: 1000 } });
  });
  after(() => editor.close());
  beforeEach(async () => {
    page = await context.newPage();
    await page.goto(editor.url);
    await page.locator('.red-ui-flow-node').first().waitFor();
  });
  afterEach(() => page.close());

  async function openForm(id: string): Promise<Locator> {
    await page.evaluate((nodeId) => {
      const { RED } = globalThis as unknown as EditorPage;
      RED.editor.edit(RED.nodes.node(nodeId));
    }, id);
    return page.locator('.selvedge-form');
  }
  const asked = async (): Promise<unknown[]> => (await (await page.request.get(`${editor.url}asked`)).json()) as unknown[];

  it('test message: says why there is no list, tries again, searches, and saves the chosen sample', async () => {
    const form = await openForm('test');
    await form.getByText('The store cannot be read.').waitFor();
    await form.getByRole('button', { name: 'Try again' }).click();
    await form.getByText('sales order (3)').waitFor();
    assert.equal(await form.locator('input[type=radio]:checked').getAttribute('value'), 'order-54');
    await form.getByRole('searchbox').fill('nothing like it');
    await form.getByText('No sample has “nothing like it”.').waitFor();
    await form.getByRole('searchbox').fill('coupon');
    await form.getByRole('radio').check();
    await page.locator('#node-dialog-ok').click();
    await form.waitFor({ state: 'detached' });
    assert.equal(await page.evaluate(() => (globalThis as unknown as EditorPage).RED.nodes.node('test')['sample']), 'order-55');
  });

  it('exception queue: lists what is open and replays one, with the outcome in its line', async () => {
    const form = await openForm('queue');
    const first = form.locator('tbody tr').first();
    await first.getByText('Line <2>').waitFor();
    await first.getByText('seen 3 times').waitFor();
    await first.getByRole('button', { name: 'Replay' }).click();
    await first.getByText('Replayed').waitFor();
    assert.deepEqual((await asked()).slice(-2), ['/selvedge/exceptions?state=open', ['1', 'replay', '']]);
  });

  it('exception queue: dismisses only with a reason', async () => {
    const form = await openForm('queue');
    const first = form.locator('tbody tr').first();
    await first.getByRole('button', { name: 'Dismiss' }).click();
    assert.equal(await first.getByRole('button', { name: 'Dismiss' }).isDisabled(), true);
    await first.getByRole('textbox').fill(' entered by hand ');
    await first.getByRole('textbox').press('Enter');
    await first.getByText('Dismissed').waitFor();
    assert.deepEqual((await asked()).at(-1), ['1', 'dismiss', 'entered by hand']);
  });

  it('exception queue: Escape leaves the question, not the form', async () => {
    const form = await openForm('queue');
    const first = form.locator('tbody tr').first();
    await first.getByRole('button', { name: 'Dismiss' }).click();
    await first.getByRole('textbox').press('Escape');
    await first.getByRole('button', { name: 'Replay' }).waitFor();
    assert.equal(await form.count(), 1);
  });

  it('exception queue: shows a refusal in the host\'s words and offers both actions again', async () => {
    const form = await openForm('queue');
    const second = form.locator('tbody tr').nth(1);
    await second.getByRole('button', { name: 'Replay' }).click();
    await second.getByText('Its source is not deployed.').waitFor();
    assert.equal(await second.getByRole('button').count(), 2);
  });
});
