import assert from 'node:assert/strict';
import path from 'node:path';
import type { Locator, Page } from 'playwright-core';
import { packageRoot } from '../../lib/package-root.ts';
import { openEditor, type OpenEditor } from './open-editor.ts';

const flows = [
  { id: 'tab', type: 'tab', label: 'Forms' },
  // As a flow file of an older version has it: most of the policy is missing.
  { id: 'ats', type: 'ats-calculation', z: 'tab', x: 200, y: 100, wires: [[]], name: '', channel: 'harbour-thread' },
];

const spread = (p50: number) => ({ count: 40, p50, p90: p50, p95: 2 * p50, p99: 2 * p50, max: 2 * p50 });
const advice = {
  feed: 'bluecherry:HTL:inventory', cycles: 40, sellers: ['TS200-BLK-M'],
  latency: { completed: spread(240_000), read: spread(300_000), published: spread(390_000), publishing: spread(60_000), interval: spread(1_800_000) },
  suggestions: [{ suggested: { units: 4 }, sentence: 'All SKUs: the channel shows each figure until it is 36 minutes old.' }],
};
const cycle = { feed: 'bluecherry:HTL:inventory', cycleId: 'INV-7', mode: 'full', sequence: 7, asOf: '2026-03-01T11:00:00.000Z', completedAt: '2026-03-01T11:04:00.000Z', nextExpectedAt: '2026-03-01T11:30:00.000Z' };
const totals = { qoh: 9, picked: 0, open: 0, reserved: 0, wip: 0, shipToWip: 0, ots: 9, otsShipToWip: 9 };
const position = {
  skuCode: 'TS200-BLK-M', identity: { division: '01', style: 'TS200', colorCode: 'BLK', label: '', dimension: '', sizeBucket: 2 },
  lines: [{ location: 'LDS', lot: '', terms: null, totals, supply: [] }],
};
const context = { cycle, now: Date.parse('2026-03-01T11:12:00.000Z'), groups: ['hot'], pending: 1, sellRate: 0, salesSeenUntil: null, publishMs: 60_000, hot: true, stale: false };
const routes = `
  RED.httpAdmin.get('/selvedge/ats/:node/advice', (request, response) => response.json(${JSON.stringify(advice)}));
  RED.httpAdmin.get('/selvedge/ats/:node/position', (request, response) => request.query.sku === 'TS200-BLK-M'
    ? response.json(${JSON.stringify({ cycle, position, context })})
    : response.status(409).json({ code: 'SKU_UNKNOWN', message: 'There is no position of "' + request.query.sku + '".' }));
`;

interface EditorPage {
  readonly RED: { nodes: { node(id: string): Record<string, unknown> }; editor: { edit(node: unknown): void } };
  readonly localStorage: { setItem(key: string, value: string): void };
}

describe('the form of available to sell', function () {
  this.timeout(60_000);
  let editor: OpenEditor;
  let page: Page;
  let form: Locator;
  let figure: Locator;
  before(async () => {
    editor = await openEditor(flows, routes, ['operations/ats-calculation']);
  });
  after(() => editor.close());
  const open = async (theme: 'light' | 'dark'): Promise<void> => {
    page = await (await editor.browser.newContext({ viewport: { width: 1280, height: 1000 }, reducedMotion: 'reduce' })).newPage();
    await page.addInitScript((scheme) => {
      (globalThis as unknown as EditorPage).localStorage.setItem('view-dark-theme', scheme);
    }, theme);
    await page.goto(editor.url);
    await page.locator('.red-ui-flow-node').first().waitFor();
    await page.evaluate(() => {
      const { RED } = globalThis as unknown as EditorPage;
      RED.editor.edit(RED.nodes.node('ats'));
    });
    form = page.locator('.selvedge-form');
    figure = form.locator('.selvedge-ats-figure');
    await figure.waitFor();
  };
  afterEach(() => page.context().close());
  const set = (field: string, value: string): Promise<void> => form.locator(`#node-input-${field}`).fill(value);
  const input = (name: string): Locator => form.locator(`[data-example="${name}"]`);
  const shows = (units: number): Promise<void> => figure.getByText(`harbour-thread shows ${units} `).waitFor();
  const steps = (): Promise<string[][]> => form.locator('.selvedge-ats-result tbody tr').evaluateAll((rows) => rows.map((row) => [...(row as unknown as { cells: Iterable<{ textContent: string }> }).cells].map((cell) => cell.textContent)));

  it('recalculates the worked example with every edit of the policy', async () => {
    await open('light');
    await form.locator('#node-input-bufferByAge').uncheck();
    await shows(47);
    await set('allocationPercent', '50');
    await set('bufferFixed', '3');
    await shows(20);
    assert.deepEqual(await steps(), [
      ['OTS of the locations that count', '49', '49'],
      ['Orders that the cycle does not contain', '−2', '47'],
      ['Left to other channels', '−24', '23'],
      ['Buffer', '−3', '20'],
      ['Published', '', '20'],
    ]);
    await form.locator('#node-input-workInProgress').selectOption('always');
    await shows(45);
    await set('threshold', '47');
    await shows(0);
    await form.locator('#node-input-bufferByAge').check();
    await set('threshold', '0');
    await figure.getByText(/shows (?:3\d|4[0-4]) units/).waitFor();
  });

  it('recalculates with every change of what the figure depends on', async () => {
    await open('light');
    await form.locator('#node-input-bufferByAge').uncheck();
    await input('pending').fill('60');
    await figure.getByText('harbour-thread shows 0 units. Oversold by 11: more was sold than there is.').waitFor();
    await input('pending').fill('0');
    await input('ageMinutes').fill('151');
    await figure.getByText('The feed is stale, so none are shown.').waitFor();
    await form.locator('#node-input-staleThen').selectOption('keep');
    await shows(49);
    await form.getByText('Units at NJ1').click();
    await form.getByLabel('Units at NJ1 R1').fill('60');
    await shows(9);
  });

  it('says what is wrong with the policy beside it, and which field is not right', async () => {
    await open('light');
    await form.locator('#node-input-formula').selectOption('custom');
    await form.getByText('The custom formula has no terms, so every SKU would have 0').waitFor();
    await form.getByRole('button', { name: 'Add a term' }).click();
    await form.getByText('The custom formula has no terms').waitFor({ state: 'detached' });
    await form.locator('[data-column="term"]').selectOption('R1');
    await form.locator('#node-input-bufferByAge').uncheck();
    await shows(98);
    await form.locator('.red-ui-editableList-item-remove').first().click();
    await form.getByText('The custom formula has no terms').waitFor();
    await set('allocationPercent', '140');
    await form.getByText('Nothing can be calculated until this is right: Share.').waitFor();
  });

  it('calculates a SKU as the host knows it, and shows what was measured', async () => {
    await open('dark');
    await form.getByText('Hold back 4 units.').waitFor();
    assert.match(await form.locator('.selvedge-ats-advice').innerText(), /Cycles of bluecherry:HTL:inventory: 40\.[\s\S]*the channel shows it\s+7 min\s+13 min/);
    await form.getByLabel('SKU', { exact: true }).fill('NOPE');
    await form.getByRole('button', { name: 'Look up' }).click();
    await form.getByText('There is no position of "NOPE".').waitFor();
    await form.getByLabel('SKU', { exact: true }).fill('TS200-BLK-M');
    await form.getByLabel('SKU', { exact: true }).press('Enter');
    await form.getByText('TS200-BLK-M as of cycle INV-7.').waitFor();
    await form.locator('#node-input-bufferByAge').uncheck();
    await shows(8);
    assert.deepEqual([await input('ageMinutes').inputValue(), await input('ordersReadMinutes').inputValue(), await input('groups').inputValue()], ['12', '', 'hot']);
    await page.locator('.red-ui-tray').last().screenshot({ path: path.join(packageRoot, 'test/screenshots/form-ats-dark.png') });
  });

  it('saves what is seen, and nothing of the example', async () => {
    await open('light');
    await page.locator('.red-ui-tray').last().screenshot({ path: path.join(packageRoot, 'test/screenshots/form-ats-light.png') });
    await form.locator('#node-input-workInProgress').selectOption('always');
    await set('workInProgressCapUnits', '');
    await set('bufferFixed', '2');
    await page.locator('#node-dialog-ok').click();
    await form.waitFor({ state: 'detached' });
    const saved = await page.evaluate(() => {
      const { valid, bufferFixed, workInProgressHorizonDays, workInProgressCapUnits, locations, channel, sku, pending } = (globalThis as unknown as EditorPage).RED.nodes.node('ats');
      return { valid, bufferFixed, workInProgressHorizonDays, workInProgressCapUnits, locations, channel, sku, pending };
    });
    assert.deepEqual(saved, { valid: true, bufferFixed: 2, workInProgressHorizonDays: 60, workInProgressCapUnits: '', locations: ['(blank)', 'FOB', 'POE'], channel: 'harbour-thread', sku: undefined, pending: undefined });
  });
});
