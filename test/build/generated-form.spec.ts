import assert from 'node:assert/strict';
import { AxeBuilder } from '@axe-core/playwright';
import type { BrowserContext, Locator, Page } from 'playwright-core';
import { openEditor, type OpenEditor } from './open-editor.ts';

const flows = [
  { id: 'tab', type: 'tab', label: 'Forms' },
  { id: 'account', type: 'every-account', name: '', baseUrl: 'https://erp.example.com' },
  {
    id: 'control', type: 'every-control', z: 'tab', x: 200, y: 100, wires: [[], []], name: '', text: 'web', choice: 'park', reason: '', seconds: 5,
    account: 'account', dryRun: true, delays: ['1', '10'], note: '', rules: [{ to: 'customer', table: 'customer' }],
  },
];

/** What the host would answer; `/asked` tells what the forms sent. */
const routes = `
  const asked = [];
  RED.httpAdmin.post('/selvedge/connection-test/every-account', (request, response) => {
    asked.push(request.body);
    const ok = request.body.config.baseUrl.startsWith('https:');
    response.json(ok
      ? { ok, summary: 'It answers.', details: [{ label: 'SKUs', value: '128' }] }
      : { ok, summary: 'The <address> is wrong.', code: 'REMOTE_UNREACHABLE', details: [] });
  });
  RED.httpAdmin.post('/selvedge/every-control/:id/press', (request, response) => response.json({ kind: 'parked', note: '<b>SKU_MISSING</b>' }));
  RED.httpAdmin.get('/asked', (request, response) => response.json(asked));
`;

interface EditorPage {
  readonly RED: { nodes: { node(id: string): Record<string, unknown> }; editor: { edit(node: unknown): void; editConfig(name: string, type: string, id: string): void } };
}

describe('generated form in the editor', function () {
  this.timeout(60_000);
  let editor: OpenEditor;
  let context: BrowserContext;
  let page: Page;
  before(async () => {
    editor = await openEditor(flows, routes);
    context = await editor.browser.newContext({ viewport: { width: 1280, height: 1000 } });
  });
  after(() => editor.close());
  beforeEach(async () => {
    page = await context.newPage();
    await page.goto(editor.url);
    await page.locator('.red-ui-flow-node').first().waitFor();
  });
  afterEach(() => page.close());

  async function openForm(id: 'control' | 'account'): Promise<Locator> {
    await page.evaluate((nodeId) => {
      const { RED } = globalThis as unknown as EditorPage;
      const node = RED.nodes.node(nodeId);
      if (nodeId === 'account') RED.editor.editConfig('', String(node['type']), nodeId);
      else RED.editor.edit(node);
    }, id);
    const form = page.locator('.selvedge-form');
    await form.waitFor();
    return form;
  }

  async function done(): Promise<Record<string, unknown>> {
    await page.locator('#node-dialog-ok').click();
    await page.locator('.selvedge-form').waitFor({ state: 'detached' });
    return page.evaluate(() => {
      const { changed, text, seconds, delays, rules, account, dryRun, choice } = (globalThis as unknown as EditorPage).RED.nodes.node('control');
      return { changed: changed ?? false, text, seconds, delays, rules, account, dryRun, choice };
    });
  }

  it('changes nothing when it is opened and closed', async () => {
    await openForm('control');
    assert.deepEqual(await done(), {
      changed: false, text: 'web', seconds: 5, delays: ['1', '10'], rules: [{ to: 'customer', table: 'customer' }], account: 'account', dryRun: true, choice: 'park',
    });
  });

  it('saves numbers, lists and rows in the types of the schema', async () => {
    const form = await openForm('control');
    await form.locator('#node-input-seconds').fill('30');
    await form.locator('summary').click();
    await form.locator('#node-input-delays').fill('5\n\n 60 \n');
    await form.getByText('Add a rule').or(page.getByText('Add a rule')).click();
    await form.locator('[data-column=to]').nth(1).selectOption('terms');
    await form.locator('[data-column=table]').nth(1).fill('payment-terms');
    await form.locator('#node-input-dryRun').uncheck();
    assert.deepEqual(await done(), {
      changed: true, text: 'web', seconds: 30, delays: ['5', '60'], account: 'account', dryRun: false, choice: 'park',
      rules: [{ to: 'customer', table: 'customer' }, { to: 'terms', table: 'payment-terms' }],
    });
  });

  it('keeps a placeholder for the environment in a number field', async () => {
    const form = await openForm('control');
    await form.locator('#node-input-seconds').fill('${SECONDS}');
    assert.equal(await form.locator('#node-input-seconds.input-error').count(), 0);
    assert.equal((await done())['seconds'], '${SECONDS}');
  });

  it('marks what does not fit while it is typed and says why', async () => {
    const form = await openForm('control');
    const seconds = form.locator('#node-input-seconds');
    await seconds.fill('61');
    await seconds.press('End');
    await form.locator('#node-input-seconds.input-error').waitFor();
    await seconds.hover();
    await page.getByText('This must lie between 1 and 60.').waitFor();
  });

  it('shows a field only under its condition', async () => {
    const form = await openForm('control');
    const reason = form.locator('#node-input-reason');
    assert.equal(await reason.isVisible(), false);
    await form.locator('#node-input-choice').selectOption('close');
    await reason.waitFor();
  });

  it('labels fields, options, units and ports in words', async () => {
    const form = await openForm('control');
    assert.equal(await form.getByLabel('Do', { exact: true }).locator('option:checked').textContent(), 'Park it');
    assert.equal(await form.locator('.selvedge-unit').textContent(), 'seconds');
    const label = await page.evaluate(() => {
      const node = (globalThis as unknown as EditorPage).RED.nodes.node('control') as { _def: { outputLabels(this: unknown, index: number): string; category: string } };
      return [node._def.outputLabels.call(node, 1), node._def.category];
    });
    assert.deepEqual(label, ['the rest', 'Operations']);
    await page.locator('.red-ui-palette-header', { hasText: 'Operations' }).waitFor();
  });

  it('tests a connection with the values as they stand, and answers where it was clicked', async () => {
    const form = await openForm('account');
    const test = form.getByRole('button', { name: 'Test the connection' });
    await test.click();
    await form.getByText('Connected. It answers.').waitFor();
    assert.equal(await form.locator('.selvedge-facts').textContent(), 'SKUs128');
    await form.locator('#node-config-input-baseUrl').fill('ftp://erp');
    await form.locator('#node-config-input-apiKey').fill('secret');
    await test.click();
    await form.getByText('Not connected. The <address> is wrong. REMOTE_UNREACHABLE').waitFor();
    const asked = (await (await page.request.get(`${editor.url}asked`)).json()) as unknown[];
    assert.deepEqual(asked.at(-1), { id: 'account', config: { baseUrl: 'ftp://erp' }, credentials: { apiKey: 'secret' } });
  });

  it('tells how the message that its button sent ended, as text', async () => {
    await page.locator('.red-ui-flow-node-button-button').first().click();
    await page.getByText('Needs a person: <b>SKU_MISSING</b>').waitFor();
  });

  for (const scheme of ['light', 'dark'] as const) {
    it(`is readable and operable for everybody in the ${scheme} theme`, async () => {
      await page.evaluate((theme) => {
        (globalThis as unknown as { localStorage: { setItem(key: string, value: string): void } }).localStorage.setItem('view-dark-theme', theme);
      }, scheme);
      await page.reload();
      await page.locator('.red-ui-flow-node').first().waitFor();
      const form = await openForm('control');
      await form.locator('summary').click();
      const { violations } = await new AxeBuilder({ page }).include('.selvedge-form').analyze();
      assert.deepEqual(violations.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.html).join(' | ')}`), []);
    });
  }
});
