import assert from 'node:assert/strict';
import { AxeBuilder } from '@axe-core/playwright';
import { openToSell } from '../../scripts/prove/stock/shop-and-warehouse.ts';
import { eventually } from '../support/eventually.ts';
import { openClient, type OpenClient } from './support/open-client.ts';
import { openEditorPage, type EditorPage } from './support/editor-page.ts';

const forms = ['stock-cycles', 'stock-ats', 'stock-changes', 'stock-lane', 'stock-out', 'stock-fresh', 'stock-gate', 'stock-shown-fast'];

describe('the tab Stock of harbour-thread', function () {
  this.timeout(120_000);
  let client: OpenClient;
  let editor: EditorPage;

  before(async () => {
    client = await openClient({ env: { ORDERS_START_AT: new Date().toISOString(), STOCK_LOOK_SECONDS: '1' } });
    editor = await openEditorPage(client, { theme: 'light', width: 1280, height: 800 });
  });
  after(() => client.close());
  const shown = (sku: string) => client.sandbox.woocommerce.shop.shelf().find((entry) => entry.sku === sku)?.quantity ?? null;

  it('is one of the client tabs, each with its whole label', async () => {
    const labels = editor.page.locator('#red-ui-workspace-tabs .red-ui-tab-label');
    assert.deepEqual((await labels.allTextContents()).map((label) => label.trim()), ['Web orders', 'Stock', 'Master data', 'Test messages']);
    const cutOff = await labels.evaluateAll((elements) => elements.filter((label) => (label as unknown as { scrollWidth: number; clientWidth: number }).scrollWidth > (label as unknown as { clientWidth: number }).clientWidth).length);
    assert.equal(cutOff, 0);
  });

  it("shows a change in the warehouse on its way to the shop after the next cycle", async () => {
    const { sandbox } = client;
    const sku = 'MC100-NAV-XS';
    await editor.showTab('tab-stock');
    await editor.showSidebar('debug');
    await eventually('figures of the first cycle', () => shown('GC50') === Math.max(0, openToSell(sandbox, 'GC50')) || undefined, 30_000);
    sandbox.bluecherry.stock.receive({ skuCode: sku, location: 'LDS' }, 40);
    sandbox.bluecherry.stock.run({ runMs: 0 });
    const shelf = await eventually('the delivery in the shop', () => {
      const figure = shown(sku);
      return figure !== null && figure > 40 ? figure : undefined;
    }, 30_000);
    assert.ok(shelf <= openToSell(sandbox, sku));
    await eventually('the figure under the last node', async () => (await editor.status('stock-written')).startsWith(`${sku} `) || undefined);
    assert.match(await editor.status('stock-fresh'), /^fresh/);
    await editor.keep('stock');
  });

  for (const theme of ['light', 'dark'] as const) {
    it(`${theme}: everybody can read and operate its forms`, async () => {
      const own = await openEditorPage(client, { theme, width: 1920, height: 1080 });
      await own.showTab('tab-stock');
      await own.keep('stock');
      await own.page.setViewportSize({ width: 1280, height: 1000 });
      const faults: string[] = [];
      for (const id of theme === 'light' ? forms : ['stock-cycles', 'stock-ats']) {
        await own.openForm(id);
        await own.page.locator('.selvedge-form').getByText('Loading').waitFor({ state: 'detached' });
        const more = own.page.locator('.selvedge-form details:not([open]) > summary');
        if ((await more.count()) > 0) await more.first().click();
        await own.keepForm(id);
        const axe = new AxeBuilder({ page: own.page }).include('.selvedge-form');
        const { violations } = await (theme === 'light' ? axe : axe.withRules('color-contrast')).analyze();
        const grave = violations.filter(({ impact }) => impact === 'serious' || impact === 'critical');
        faults.push(...grave.map((found) => `${id}, ${found.id}: ${found.nodes.map(({ html }) => html).join(' | ')}`));
        await own.cancelForm();
      }
      assert.deepEqual(faults, []);
      assert.deepEqual(own.complaints, []);
      await own.page.context().close();
    });
  }

  it('calculates the example of available to sell from the figures that BlueCherry stated last', async () => {
    const form = await editor.openForm('stock-ats');
    const figure = form.locator('.selvedge-ats-figure');
    await figure.waitFor();
    await form.locator('#node-input-bufferByAge').uncheck();
    const { sandbox } = client;
    const sku = 'GC50';
    const open = openToSell(sandbox, sku);
    await form.getByPlaceholder('SKU code').fill(sku);
    await form.getByRole('button', { name: 'Look up' }).click();
    await figure.getByText(`shows ${open} `).waitFor();
    await form.locator('#node-input-bufferFixed').fill('3');
    await figure.getByText(`shows ${open - 3} `).waitFor();
    await editor.keepForm('stock-ats-looked-up');
    await editor.cancelForm();
    assert.deepEqual(editor.complaints, []);
  });
});
