import type { Browser } from 'playwright-core';
import { startHost, type HostProcess } from '../../../scripts/prove/host-process.ts';
import { openWorkspace } from '../../../scripts/prove/workspace.ts';
import { startSandbox, type Sandbox } from '../../../sandbox/start-sandbox.ts';
import { launchChromium } from '../../support/launch-chromium.ts';

/** harbour-thread as an operator meets it: the compiled host on a copy of the client's folder, the sandbox, a browser. */
export interface OpenClient {
  readonly url: string;
  /** The copy that a deploy writes to. */
  readonly folder: string;
  readonly sandbox: Sandbox;
  readonly browser: Browser;
  close(): Promise<void>;
}

export interface ClientOptions {
  /** Tabs that are left out, as flows.json names them. */
  readonly without?: readonly string[];
  /** Variables of the client. */
  readonly env?: Readonly<Record<string, string>>;
}

export async function openClient({ without = [], env = {} }: ClientOptions = {}): Promise<OpenClient> {
  const closing: (() => Promise<unknown>)[] = [];
  const close = async (): Promise<void> => {
    for (const step of closing.splice(0).reverse()) await step();
  };
  try {
    const sandbox = await startSandbox();
    closing.push(() => sandbox.stop());
    const workspace = await openWorkspace('harbour-thread', sandbox, env, without);
    closing.push(() => workspace.remove());
    const host: HostProcess = await startHost(workspace.host);
    closing.push(() => host.stop());
    const browser = await launchChromium();
    closing.push(() => browser.close());
    return { url: host.url, folder: `${workspace.host.flowsDir}/${workspace.host.client}`, sandbox, browser, close };
  } catch (error) {
    await close();
    throw error;
  }
}
