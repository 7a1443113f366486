import path from 'node:path';
import type { Locator, Page } from 'playwright-core';
import { packageRoot } from '../../../lib/package-root.ts';
import type { OpenClient } from './open-client.ts';

interface EditorGlobal {
  readonly RED: {
    readonly nodes: { node(id: string): unknown; dirty(): boolean };
    readonly editor: { edit(node: unknown): void; editConfig(name: string, type: string, id: string): void };
    readonly workspaces: { show(id: string): void };
    readonly sidebar: { show(id: string): void };
  };
  readonly localStorage: { setItem(key: string, value: string): void };
}

export interface EditorPage {
  readonly page: Page;
  /** What the browser complained about since the page was opened. */
  readonly complaints: readonly string[];
  showTab(id: string): Promise<void>;
  showSidebar(id: string): Promise<void>;
  node(id: string): Locator;
  status(id: string): Promise<string>;
  openForm(id: string): Promise<Locator>;
  openAccount(id: string, type: string): Promise<Locator>;
  cancelForm(): Promise<void>;
  /** Into test/screenshots, to be looked at. */
  keep(name: string): Promise<void>;
  /** The open form alone. */
  keepForm(name: string): Promise<void>;
}

export interface Look {
  readonly theme: 'light' | 'dark';
  readonly width: number;
  readonly height: number;
}

const folder = path.join(packageRoot, 'test', 'screenshots');

/** The editor of a running client in a browser tab of its own. */
export async function openEditorPage({ browser, url }: OpenClient, { theme, width, height }: Look): Promise<EditorPage> {
  const context = await browser.newContext({ viewport: { width, height }, reducedMotion: 'reduce' });
  const page = await context.newPage();
  const complaints: string[] = [];
  page.on('pageerror', (error) => complaints.push(error.message));
  page.on('console', (message) => {
    if (message.type() === 'error') complaints.push(message.text());
  });
  page.on('response', (response) => {
    if (response.status() >= 400) complaints.push(`${response.status()} ${response.url()}`);
  });
  await page.addInitScript((scheme) => {
    (globalThis as unknown as EditorGlobal).localStorage.setItem('view-dark-theme', scheme);
  }, theme);
  await page.goto(url);
  await page.locator('.red-ui-flow-node').first().waitFor();

  const form = page.locator('.selvedge-form');
  return {
    page,
    complaints,
    showTab: (id) => page.evaluate((tab) => { (globalThis as unknown as EditorGlobal).RED.workspaces.show(tab); }, id),
    showSidebar: (id) => page.evaluate((name) => { (globalThis as unknown as EditorGlobal).RED.sidebar.show(name); }, id),
    node: (id) => page.locator(`#${id}`),
    status: async (id) => (await page.locator(`#${id} .red-ui-flow-node-status-label`).textContent()) ?? '',
    openForm: async (id) => {
      await page.evaluate((node) => {
        const { RED } = globalThis as unknown as EditorGlobal;
        RED.editor.edit(RED.nodes.node(node));
      }, id);
      await form.waitFor();
      return form;
    },
    openAccount: async (id, type) => {
      await page.evaluate(([account, nodeType]) => { (globalThis as unknown as EditorGlobal).RED.editor.editConfig('', nodeType ?? '', account ?? ''); }, [id, type]);
      await form.waitFor();
      return form;
    },
    cancelForm: async () => {
      await page.locator('#node-dialog-cancel, #node-config-dialog-cancel').last().click();
      await form.waitFor({ state: 'detached' });
    },
    keep: async (name) => {
      await page.screenshot({ path: path.join(folder, `${name}-${theme}-${width}.png`) });
    },
    keepForm: async (name) => {
      const tray = page.locator('.red-ui-tray').last();
      // It slides in.
      await tray.elementHandle().then((element) => element.waitForElementState('stable'));
      const clip = await tray.boundingBox();
      await page.screenshot({ path: path.join(folder, `form-${name}-${theme}.png`), ...(clip ? { clip } : {}) });
    },
  };
}
