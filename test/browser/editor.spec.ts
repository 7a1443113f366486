import assert from 'node:assert/strict';
import { AxeBuilder } from '@axe-core/playwright';
import { besideOrders } from '../../scripts/prove/workspace.ts';
import { eventually } from '../support/eventually.ts';
import { openClient, type OpenClient } from './support/open-client.ts';
import { openEditorPage, type EditorPage } from './support/editor-page.ts';
import { changedLines, folderContent } from './support/folder-content.ts';

const ordersFile = 'tabs/web-orders.json';
const forms = ['orders-in', 'orders-validation', 'orders-translation', 'orders-lane', 'orders-out', 'orders-exceptions', 'products-skus', 'tests-coupon'];
/** Every kind of control once: rows, lines, a list of exceptions, a list of samples. */
const specialForms = ['orders-translation', 'orders-lane', 'orders-exceptions', 'tests-coupon'];
const accounts = [['bluecherry-htl', 'bluecherry-account'], ['woocommerce-shop', 'woocommerce-account']] as const;

// In the order in which an operator meets them: later steps build on what earlier ones did.
describe('the editor with the flows of harbour-thread', function () {
  this.timeout(90_000);
  let client: OpenClient;
  let editor: EditorPage;

  before(async () => {
    client = await openClient({ without: besideOrders });
    editor = await openEditorPage(client, { theme: 'light', width: 1280, height: 800 });
    await editor.showSidebar('debug');
  });
  after(() => client.close());

  const arrived = (externalRef: string) => client.sandbox.bluecherry.record().salesOrders.find((order) => order.externalRef === externalRef);
  /** One more order in the shop; resolves with its number in BlueCherry. */
  async function placeOrder(copyOf: number): Promise<string> {
    const [id] = client.sandbox.woocommerce.shop.cloneOrders({ count: 1, ids: [copyOf] });
    return (await eventually(`sales order of order ${String(id)}`, () => arrived(`HT-${String(id)}`), 20_000)).ordNum;
  }
  const debugMessage = (text: string) => editor.page.locator('.red-ui-debug-msg', { hasText: text });

  describe('first screen', () => {
    it('offers the groups of the kit first, with all of its nodes', async () => {
      const categories = await editor.page.locator('.red-ui-palette-category > .red-ui-palette-header').allTextContents();
      assert.deepEqual(categories.slice(0, 4).map((name) => name.trim()), ['BlueCherry', 'Storefront', 'Operations', 'Reliability']);
      const nodesOf = async (category: string): Promise<string[]> =>
        (await editor.page.locator(`#red-ui-palette-container-${category}`).locator('.red-ui-palette-label').allInnerTexts()).map((label) => label.replaceAll(/\s+/g, ' ')).sort();
      assert.deepEqual(await nodesOf('BlueCherry'), ['BlueCherry in', 'BlueCherry out']);
      assert.deepEqual(await nodesOf('Storefront'), ['Woo in', 'Woo out']);
      assert.deepEqual(await nodesOf('Operations'), ['available to sell', 'back in stock', 'change detection', 'code translation', 'order validation']);
      assert.deepEqual(await nodesOf('Reliability'), ['durable lane', 'exception queue', 'feed freshness', 'test message']);
    });

    it("opens the client's tabs, each with its whole label, and its accounts", async () => {
      const labels = editor.page.locator('#red-ui-workspace-tabs .red-ui-tab-label');
      assert.deepEqual((await labels.allTextContents()).map((label) => label.trim()), ['Web orders', 'Master data', 'Test messages']);
      const cutOff = await labels.evaluateAll((elements) => elements.filter((label) => (label as unknown as { scrollWidth: number; clientWidth: number }).scrollWidth > (label as unknown as { clientWidth: number }).clientWidth).length);
      assert.equal(cutOff, 0);
      for (const [id, type] of accounts) {
        const found = await editor.page.evaluate((account) => (globalThis as unknown as { RED: { nodes: { node(id: string): { type: string } } } }).RED.nodes.node(account).type, id);
        assert.equal(found, type);
      }
    });

    it('shows orders on their way: counts under the nodes, sales order numbers in the debug sidebar', async () => {
      const ordNum = await placeOrder(53);
      await debugMessage(`ordNum: "${ordNum}"`).waitFor();
      await eventually('the number under the last node', async () => ((await editor.status('orders-done')) === ordNum ? true : undefined));
      assert.match(await editor.status('orders-in'), /^\d+ new$/);
      assert.match(await editor.status('orders-translation'), /^\d+ translated$/);
      assert.match(await editor.status('orders-out'), /^\d+ sent$/);
      assert.equal(await editor.status('orders-exceptions'), '1 open');
      await editor.keep('orders');
    });
  });

  describe('forms', () => {
    afterEach(() => editor.cancelForm());

    it('order validation says what counts, and its help opens beside it', async () => {
      const form = await editor.openForm('orders-validation');
      assert.equal(await form.getByLabel('SKUs of').locator('option:checked').textContent(), 'BlueCherry HTL');
      assert.equal(await form.getByLabel('Line up to').inputValue(), '500');
      await editor.page.locator('.red-ui-tray-footer button:has(.fa-book)').click();
      const help = editor.page.locator('.red-ui-help > .red-ui-help', { hasText: 'Decides whether an order should go to BlueCherry' });
      // A panel that the form's own opening brings up late may cover it.
      await eventually('the help of the node', async () => {
        await editor.showSidebar('help');
        return (await help.isVisible()) || undefined;
      });
      await editor.keep('help');
      await editor.showSidebar('debug');
    });

    it('code translation shows its rules as a table', async () => {
      const form = await editor.openForm('orders-translation');
      const rules = await form.locator('.selvedge-rows-line').evaluateAll((lines) => {
        type Field = { readonly value: string };
        return lines.map((line) => Array.from((line as unknown as { querySelectorAll(selector: string): Iterable<Field> }).querySelectorAll('[data-column]'), ({ value }) => value));
      });
      assert.deepEqual(rules, [
        ['customer', 'customer', 'customer-kind'],
        ['division', 'division', 'channel'],
        ['warehouse', 'warehouse', 'shipping-method'],
        ['shipVia', 'ship-via', 'shipping-method'],
        ['terms', 'payment-terms', 'payment-method'],
        ['orderType', 'order-type', 'created-via'],
      ]);
    });

    it('WooCommerce in keeps variables as they are and shows them whole', async () => {
      const form = await editor.openForm('orders-in');
      const every = form.getByLabel('Every');
      assert.equal(await every.inputValue(), '${ORDERS_SWEEP_SECONDS}');
      assert.equal(await every.evaluate((input) => (input as unknown as { scrollWidth: number }).scrollWidth <= (input as unknown as { clientWidth: number }).clientWidth), true);
      assert.equal(await form.getByLabel('Shop').locator('option:checked').textContent(), 'Harbour Thread web shop');
    });

    for (const [id, type] of accounts) {
      it(`${type} connects as it stands, and says so when it cannot`, async () => {
        const form = await editor.openAccount(id, type);
        const test = form.getByRole('button', { name: 'Test the connection' });
        await test.click();
        await form.locator('.selvedge-good').waitFor();
        await form.locator('#node-config-input-baseUrl').fill('http://127.0.0.1:9');
        await test.click();
        await form.locator('.selvedge-broken', { hasText: 'REMOTE_UNREACHABLE' }).waitFor();
        await form.locator('#node-config-input-baseUrl').fill(type === 'bluecherry-account' ? '${BLUECHERRY_URL}' : '${WOOCOMMERCE_URL}');
        await form.locator(type === 'bluecherry-account' ? '#node-config-input-apiKey' : '#node-config-input-consumerSecret').fill('not the key');
        await test.click();
        await form.locator('.selvedge-broken', { hasText: 'CREDENTIALS_REFUSED' }).waitFor();
      });
    }
  });

  describe('test message', () => {
    it('shows the exact request of a dry run, without the key, and sends nothing', async () => {
      const posts = () => client.sandbox.bluecherry.record().requests.filter(({ method }) => method === 'POST').length;
      const before = posts();
      await editor.showTab('tab-tests');
      await editor.node('tests-coupon').locator('.red-ui-flow-node-button-button').click();
      const message = debugMessage('dry run of SAMPLE-67: POST /HTL/v1/order-batches');
      await message.waitFor();
      const folded = message.locator('.collapsed > .red-ui-debug-msg-expandable:visible');
      while ((await folded.count()) > 0) await folded.first().click();
      const request = await message.innerText();
      assert.match(request, /method: "POST"/);
      assert.match(request, /\/HTL\/v1\/order-batches"/);
      assert.match(request, /externalRef: "SAMPLE-67"/);
      assert.match(request, /skuCode: "MC100-/);
      assert.doesNotMatch(request, /bc_sandbox_key/);
      const notice = editor.page.getByText('Dry run: the request stands in the debug sidebar, nothing was sent.');
      await notice.waitFor();
      await editor.keep('dry-run');
      await notice.click();
      assert.equal(posts(), before);
      assert.deepEqual(client.sandbox.bluecherry.record().salesOrders.filter(({ externalRef }) => externalRef.startsWith('SAMPLE-')), []);
    });
  });

  describe('theme', () => {
    for (const theme of ['light', 'dark'] as const) {
      it(`${theme}: everybody can read and operate the forms`, async () => {
        const own = await openEditorPage(client, { theme, width: 1920, height: 1080 });
        await own.showSidebar('debug');
        const ordNum = await placeOrder(56);
        await own.page.locator('.red-ui-debug-msg', { hasText: ordNum }).waitFor();
        await own.keep('orders');
        await own.page.setViewportSize({ width: 1280, height: 900 });
        const faults: string[] = [];
        const judge = async (id: string): Promise<void> => {
          await own.page.locator('.selvedge-form').getByText('Loading').waitFor({ state: 'detached' });
          const more = own.page.locator('.selvedge-form details:not([open]) > summary');
          if ((await more.count()) > 0) await more.click();
          await own.keepForm(id);
          const axe = new AxeBuilder({ page: own.page }).include('.selvedge-form');
          // The themes differ in colours alone.
          const { violations } = await (theme === 'light' ? axe : axe.withRules('color-contrast')).analyze();
          const grave = violations.filter(({ impact }) => impact === 'serious' || impact === 'critical');
          faults.push(...grave.map((found) => `${id}, ${found.id}: ${found.nodes.map(({ html }) => html).join(' | ')}`));
          await own.cancelForm();
        };
        for (const id of theme === 'light' ? forms : specialForms) {
          await own.openForm(id);
          await judge(id);
        }
        for (const [id, type] of accounts) {
          await own.openAccount(id, type);
          await judge(id);
        }
        assert.deepEqual(faults, []);
        assert.deepEqual(own.complaints, []);
        await own.page.context().close();
      });
    }
  });

  describe('exception queue', () => {
    it('lists what waits for a person with code and owner; put right and replayed, the order arrives and the list is empty', async () => {
      await editor.showTab('tab-orders');
      const form = await editor.openForm('orders-exceptions');
      const row = form.locator('.selvedge-cause');
      await row.first().waitFor();
      assert.equal(await row.count(), 1);
      const words = await row.innerText();
      for (const expected of ['HT-69', 'SKU_MISSING', 'ecommerce', 'An order line has no SKU']) assert.ok(words.includes(expected), `${expected} in ${words}`);
      await editor.keep('exception');
      client.sandbox.woocommerce.shop.patchProduct(51, { sku: 'MYSTERY-SAMPLE' });
      await row.getByRole('button', { name: 'Replay' }).click();
      await row.getByText('Done: 1 of 1 came through.').waitFor();
      await eventually('sales order of order 69', () => arrived('HT-69'), 20_000);
      await eventually('no open exception', async () => ((await editor.status('orders-exceptions')) === 'none open' ? true : undefined));
      await form.getByRole('button', { name: 'Refresh' }).click();
      await form.getByText('Nothing waits for a person.').waitFor();
      await editor.cancelForm();
    });
  });

  describe('deploy', () => {
    it("writes a moved and a renamed node to the client's folder, line for line, and orders go on", async () => {
      const before = await folderContent(client.folder);
      await editor.showTab('tab-orders');
      const box = (await editor.node('orders-parked').locator('.red-ui-flow-node-label').boundingBox())!;
      const [x, y] = [box.x + box.width / 2, box.y + box.height / 2];
      await editor.page.mouse.move(x, y);
      await editor.page.mouse.down();
      await editor.page.mouse.move(x + 30, y + 30, { steps: 4 });
      await editor.page.mouse.move(x + 60, y + 60, { steps: 4 });
      await editor.page.mouse.up();
      const form = await editor.openForm('orders-validation');
      await form.getByLabel('Name').fill('Fit to ship?');
      await editor.page.locator('#node-dialog-ok').click();
      await form.waitFor({ state: 'detached' });
      await editor.page.locator('#red-ui-header-button-deploy').click();
      await editor.page.getByText('Successfully deployed').waitFor();

      const after = await folderContent(client.folder);
      assert.deepEqual([...after.keys()].sort(), [...before.keys()].sort());
      const changed = [...after].filter(([file, text]) => before.get(file) !== text).map(([file]) => file);
      assert.deepEqual(changed, [ordersFile]);
      const lines = changedLines(before.get(ordersFile)!, after.get(ordersFile)!);
      const moved = lines.filter((line) => /^[-+] "[xy]": \d+,$/.test(line));
      assert.equal(moved.length, 4, lines.join('\n'));
      assert.deepEqual(lines.filter((line) => !moved.includes(line)), ['- "name": "Fit to send?",', '+ "name": "Fit to ship?",']);
      await debugMessage(`ordNum: "${await placeOrder(54)}"`).waitFor();
    });
  });

  describe('browser', () => {
    it('had nothing to complain about in all of this', () => assert.deepEqual(editor.complaints, []));
  });
});
