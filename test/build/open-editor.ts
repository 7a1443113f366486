import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { cp, mkdir, symlink, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { Browser } from 'playwright-core';
import { packageRoot } from '../../lib/package-root.ts';
import { copyIcons } from '../../scripts/build/copy-icons.ts';
import { findNodeFolders } from '../../scripts/build/find-node-folders.ts';
import { listNodesInPackage } from '../../scripts/build/list-nodes-in-package.ts';
import { writeNode } from '../../scripts/build/write-node.ts';
import { openFixturePackage } from './fixture-package.ts';
import { launchChromium } from '../support/launch-chromium.ts';
import { freePort } from '../../scripts/prove/free-port.ts';

export interface OpenEditor {
  readonly url: string;
  readonly browser: Browser;
  close(): Promise<void>;
}

/**
 * A stock Node-RED with the fixture nodes as a palette module, and a browser to open its editor with.
 * @param routes JavaScript that adds what the host would answer to `RED.httpAdmin`
 * @param ownNodes folders below nodes/ whose real forms are wanted beside the fixtures
 */
export async function openEditor(flows: readonly object[], routes: string, ownNodes: readonly string[] = []): Promise<OpenEditor> {
  const fixture = await openFixturePackage();
  // Definitions of real nodes read the model.
  await symlink(path.join(packageRoot, 'lib'), path.join(fixture.root, 'lib'));
  for (const folder of ownNodes) await cp(path.join(packageRoot, 'nodes', folder), path.join(fixture.root, 'nodes', folder), { recursive: true });
  const folders = await findNodeFolders(fixture.root);
  for (const folder of folders) {
    await writeNode(fixture.root, folder);
    const entry = path.join(fixture.root, 'dist/nodes', folder.group, folder.type, `${folder.type}.js`);
    const credentials = folder.definition.credentials ? ', { credentials: { apiKey: { type: "password" } } }' : '';
    const register = `RED.nodes.registerType('${folder.type}', function (config) { RED.nodes.createNode(this, config); }${credentials});`;
    await writeFile(entry, `export default (RED) => { ${register} ${folder.type === 'every-control' ? routes : ''} };\n`);
  }
  await copyIcons(fixture.root, folders);
  await listNodesInPackage(fixture.root, folders);
  const port = await freePort();
  const server = await startNodeRed(fixture.root, port, flows);
  // In a single process, closing one page ends the browser.
  const browser = await launchChromium();
  return {
    url: `http://127.0.0.1:${port}/`,
    browser,
    close: async () => {
      await browser.close();
      server.kill();
      await once(server, 'exit');
      await fixture.remove();
    },
  };
}

async function startNodeRed(root: string, port: number, flows: readonly object[]): Promise<ChildProcess> {
  const userDir = path.join(root, 'user');
  await mkdir(userDir);
  await writeFile(path.join(userDir, 'flows.json'), JSON.stringify(flows));
  const settings = {
    userDir,
    flowFile: 'flows.json',
    nodesDir: [root],
    uiHost: '127.0.0.1',
    uiPort: port,
    credentialSecret: 'fixture',
    telemetry: { enabled: false },
    editorTheme: { tours: false, palette: { editable: false } },
  };
  await writeFile(path.join(userDir, 'settings.cjs'), `module.exports = ${JSON.stringify(settings)};\n`);
  const program = path.join(packageRoot, 'node_modules/node-red/red.js');
  const child = spawn(process.execPath, [program, '-s', path.join(userDir, 'settings.cjs')], { stdio: ['ignore', 'pipe', 'pipe'] });
  let log = '';
  await new Promise<void>((resolve, reject) => {
    const listen = (data: Buffer): void => {
      log += data.toString();
      if (log.includes('Started flows')) resolve();
    };
    child.stdout.on('data', listen);
    child.stderr.on('data', listen);
    child.once('exit', (code) => reject(new Error(`Node-RED ended with ${String(code)}:\n${log}`)));
  });
  return child;
}
