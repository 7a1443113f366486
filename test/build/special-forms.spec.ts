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
  const at = '2026-01-01T00:00:00.000Z';
  const groups = [
    { cause: 'TRANSLATION_MISSING sales-order: No translation for "local_pickup" in ship-via.csv', code: 'TRANSLATION_MISSING', title: 'A mapping table has no row for a value', owner: 'operations', text: 'No translation …', count: 12, assigned: 2, replaying: 0, keys: ['HT-69', 'HT-70', 'HT-71'], lastSeenAt: at },
    { cause: 'SKU_MISSING sales-order: Line … has no SKU', code: 'SKU_MISSING', title: 'An order line has no SKU', owner: 'ecommerce', text: 'Line <2> has no SKU', count: 1, assigned: 0, replaying: 0, keys: ['HT-72'], lastSeenAt: at },
    { cause: 'LANE_MISSING sales-order: none', code: 'LANE_MISSING', title: 'No lane', owner: 'integration', text: '', count: 3, assigned: 0, replaying: 3, keys: ['HT-73', 'HT-74', 'HT-75'], lastSeenAt: at },
  ];
  const single = (id, more) => ({ id, key: 'HT-' + id, message: 'No translation for "local_pickup" in ship-via.csv.', state: 'open', assignedTo: null, editedAt: null, attempts: 1, lastSeenAt: at, ...more });
  const batch = { id: 7, state: 'canary', total: 12, succeeded: 0, failed: 0, reason: null };
  let looks = 0;
  RED.httpAdmin.get('/selvedge/exceptions/groups', (request, response) => {
    asked.push(request.url);
    response.json({ items: groups, total: 16 });
  });
  RED.httpAdmin.get('/selvedge/exceptions/batches', (request, response) => {
    looks += 1;
    response.json({ items: [looks === 1 ? { ...batch, state: 'running', succeeded: 5, failed: 1 } : { ...batch, state: 'stopped', succeeded: 6, failed: 5, reason: '5 of 11 failed again.' }] });
  });
  RED.httpAdmin.get('/selvedge/exceptions', (request, response) => {
    asked.push(request.query.cause);
    response.json({ total: 16, items: [single(69, { attempts: 3, message: 'No translation for "local_pickup" in ship-via.csv, "x" in terms.csv.' }), single(70, { state: 'assigned', assignedTo: 'ann', editedAt: at }), single(71, { state: 'replaying' })] });
  });
  RED.httpAdmin.get('/selvedge/exceptions/:id', (request, response) => response.json({ ...single(69), kept: { payload: { orderNumber: '69', note: 'gift' } } }));
  RED.httpAdmin.post('/selvedge/exceptions/preview', (request, response) => {
    asked.push(['preview', request.body.cause]);
    const there = (key, number) => ({ exception: 1, key, destination: { state: 'there', number, sameContent: true }, changedAtSource: false });
    response.json({ items: [there('HT-69', '100234'), there('HT-70', '100235'), there('HT-71', '100236')], new: 9, there: 3, changed: 0, unknown: 0, left: 0 });
  });
  RED.httpAdmin.post('/selvedge/exceptions/replay-cause', (request, response) => {
    asked.push(['replay-cause', request.body.cause]);
    if (request.body.cause.startsWith('SKU')) return response.status(409).json({ code: 'PAYLOAD_INVALID', message: 'These are being sent again already (replay 6, by bob).' });
    response.json(batch);
  });
  RED.httpAdmin.post('/selvedge/exceptions/batches/:id/stop', (request, response) => {
    asked.push(['stop', request.params.id]);
    response.json({});
  });
  for (const action of ['assign', 'dismiss-cause']) RED.httpAdmin.post('/selvedge/exceptions/' + action, (request, response) => {
    asked.push([action, request.body]);
    response.json({});
  });
  RED.httpAdmin.post('/selvedge/exceptions/:id/:action', (request, response) => {
    asked.push([request.params.id, request.params.action, request.body]);
    if (request.params.id === '70' && request.params.action === 'replay') return response.status(409).json({ code: 'CONFIGURATION_INVALID', message: 'Its source is not deployed.' });
    if (request.params.action === 'edit' && request.body.payload.note === 7) return response.status(409).json({ code: 'PAYLOAD_INVALID', message: 'Not a sales order: payload/note must be string.' });
    response.json({});
  });
  RED.httpAdmin.get('/asked', (request, response) => response.json(asked));
`;

interface EditorPage {
  readonly RED: { nodes: { node(id: string): Record<string, unknown> }; editor: { edit(node: unknown): void } };
  readonly monaco: { editor: { getEditors(): { setValue(text: string): void }[] } };
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

  const cause = (form: Locator, position: number): Locator => form.locator('.selvedge-cause').nth(position);
  async function openSingles(form: Locator): Promise<Locator> {
    await cause(form, 0).getByRole('button', { name: 'A mapping table has no row' }).click();
    const singles = form.locator('.selvedge-exception');
    await singles.first().waitFor();
    return singles;
  }

  it('exception queue: lists causes with what they have in common, and opens the single ones of one', async () => {
    const form = await openForm('queue');
    await cause(form, 0).getByText('12 records').waitFor();
    const words = await cause(form, 0).innerText();
    for (const expected of ['No translation for "local_pickup" in ship-via.csv', 'TRANSLATION_MISSING', 'operations', '2 with somebody', 'HT-69, HT-70, HT-71 …']) assert.ok(words.includes(expected), `${expected} in ${words}`);
    await cause(form, 1).getByText('Line <2> has no SKU').waitFor();
    assert.equal(await cause(form, 2).getByRole('button', { name: 'Replay' }).count(), 0);
    const singles = await openSingles(form);
    assert.deepEqual((await asked()).at(-1), 'TRANSLATION_MISSING sales-order: No translation for "local_pickup" in ship-via.csv');
    assert.match(await singles.nth(0).innerText(), /HT-69 waiting · seen 3 times\nNo translation for .* in terms\.csv/);
    assert.match(await singles.nth(1).innerText(), /HT-70 with ann · corrected by hand\nReplay/);
    assert.match(await singles.nth(2).innerText(), /HT-71 on its way/);
    await form.getByText('The newest 3 of 12.').waitFor();
    await cause(form, 0).getByRole('button', { name: 'A mapping table has no row' }).click();
    assert.equal(await singles.first().isVisible(), false);
  });

  it('exception queue: replays a cause, first one alone, and says how it goes until it ends', async () => {
    const form = await openForm('queue');
    await cause(form, 0).getByRole('button', { name: 'Replay 12, first one alone' }).click();
    await cause(form, 0).getByText('The first one is on its way; the other 11 wait for its outcome.').waitFor();
    await cause(form, 0).getByText('5 of 12 came through, 1 failed again.').waitFor();
    await cause(form, 0).getByRole('button', { name: 'Stop' }).click();
    await cause(form, 0).getByText('Stopped: 6 of 12 came through, 5 failed again. 5 of 11 failed again.').waitFor();
    assert.equal(await cause(form, 0).getByRole('button', { name: 'Stop' }).count(), 0);
    assert.deepEqual((await asked()).at(-1), ['stop', '7']);
  });

  it('exception queue: says in words what a replay would do', async () => {
    const form = await openForm('queue');
    await cause(form, 0).getByRole('button', { name: 'Preview' }).click();
    await cause(form, 0).getByText('9 new at the destination, 3 there already.').waitFor();
    await cause(form, 0).getByText('HT-69 is 100234, HT-70 is 100235, HT-71 is 100236.').waitFor();
  });

  it('exception queue: assigns and dismisses all of a cause', async () => {
    const form = await openForm('queue');
    const name = 'SKU_MISSING sales-order: Line … has no SKU';
    await cause(form, 1).getByRole('button', { name: 'Assign to me' }).click();
    await cause(form, 1).getByText('Assigned').waitFor();
    assert.deepEqual((await asked()).at(-1), ['assign', { cause: name }]);
    await cause(form, 1).getByRole('button', { name: 'Dismiss' }).click();
    await cause(form, 1).getByRole('textbox').fill('a test day');
    await cause(form, 1).getByRole('button', { name: 'Dismiss 1' }).click();
    await cause(form, 1).getByText('Dismissed').waitFor();
    assert.deepEqual((await asked()).at(-1), ['dismiss-cause', { cause: name, reason: 'a test day' }]);
  });

  it('exception queue: corrects a message in the text editor, and says why it cannot be saved', async () => {
    const form = await openForm('queue');
    const first = (await openSingles(form)).first();
    await first.getByRole('button', { name: 'Edit' }).click();
    await first.locator('.selvedge-message').getByText('orderNumber').waitFor();
    const save = first.getByRole('button', { name: 'Save correction' });
    assert.equal(await save.isDisabled(), true);
    await first.getByRole('textbox', { name: 'Why?' }).fill('the customer rang');
    // Typing would meet the text editor's own completion of brackets and quotes.
    const write = (text: string): Promise<void> => page.evaluate((value) => (globalThis as unknown as EditorPage).monaco.editor.getEditors().at(-1)?.setValue(value), text);
    await write('{ no json');
    await save.click();
    await first.getByText('This is not JSON').waitFor();
    await write('{"orderNumber": "69", "note": 7}');
    await save.click();
    await first.getByText('Not a sales order: payload/note must be string.').waitFor();
    await write('{"orderNumber": "69", "note": "wrap it"}');
    await save.click();
    await first.getByText('Corrected: the next replay sends it.').waitFor();
    assert.deepEqual((await asked()).at(-1), ['69', 'edit', { payload: { orderNumber: '69', note: 'wrap it' }, why: 'the customer rang' }]);
    assert.equal(await first.locator('.selvedge-message').count(), 0);
  });

  it('exception queue: replays one, with the outcome in its line', async () => {
    const form = await openForm('queue');
    const first = (await openSingles(form)).first();
    await first.getByRole('button', { name: 'Replay' }).click();
    await first.getByText('Replayed').waitFor();
    assert.deepEqual((await asked()).at(-1), ['69', 'replay', {}]);
  });

  it('exception queue: gives back what somebody has, and offers nothing else for what is on its way', async () => {
    const form = await openForm('queue');
    const singles = await openSingles(form);
    await singles.nth(1).getByRole('button', { name: 'Give back' }).click();
    await singles.nth(1).getByText('Given back').waitFor();
    assert.deepEqual((await asked()).at(-1), ['70', 'assign', { to: null }]);
    assert.deepEqual(await singles.nth(2).getByRole('button').allTextContents(), ['Assign to me']);
  });

  it('exception queue: dismisses only with a reason', async () => {
    const form = await openForm('queue');
    const first = (await openSingles(form)).first();
    await first.getByRole('button', { name: 'Dismiss' }).click();
    assert.equal(await first.getByRole('button', { name: 'Dismiss' }).isDisabled(), true);
    await first.getByRole('textbox').fill(' entered by hand ');
    await first.getByRole('textbox').press('Enter');
    await first.getByText('Dismissed').waitFor();
    assert.deepEqual((await asked()).at(-1), ['69', 'dismiss', { reason: 'entered by hand' }]);
  });

  it('exception queue: Escape leaves the question, not the form', async () => {
    const form = await openForm('queue');
    const first = (await openSingles(form)).first();
    await first.getByRole('button', { name: 'Dismiss' }).click();
    await first.getByRole('textbox').press('Escape');
    await first.getByRole('button', { name: 'Replay' }).waitFor();
    assert.equal(await form.count(), 1);
  });

  it('exception queue: shows a refusal in the host\'s words and offers the actions again', async () => {
    const form = await openForm('queue');
    const second = (await openSingles(form)).nth(1);
    await second.getByRole('button', { name: 'Replay' }).click();
    await second.getByText('Its source is not deployed.').waitFor();
    assert.equal(await second.getByRole('button').count(), 4);
    await cause(form, 1).getByRole('button', { name: 'Replay' }).click();
    await cause(form, 1).getByText('These are being sent again already (replay 6, by bob).').waitFor();
  });
});
