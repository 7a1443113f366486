import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';

/**
 * A node that uses every service of the host and notes in said.txt what happens to it. Node-RED loads what stands in
 * the `nodes` folder of its data folder.
 */
const source = `
const fs = require('node:fs');
const path = require('node:path');
module.exports = (RED) => {
  RED.nodes.registerType('probe', function (config) {
    RED.nodes.createNode(this, config);
    const host = RED.settings.selvedge;
    const say = (text) => fs.appendFileSync(path.join(RED.settings.userDir, 'said.txt'), text + '\\n');
    say('greeting ' + config.greeting);
    host.log.info({ authorization: 'Basic abc', url: 'http://shop/?key=' + process.env.SHOP_KEY }, 'probe started');
    const ends = [
    host.webhooks.register('orders/created', async ({ rawBody, headers, path }) =>
      headers['x-signature'] === 'good' ? { status: 200, body: path + ' ' + rawBody.toString('hex') } : { status: 401 }),
    host.webhooks.register('/broken', async () => { throw new Error('the handler fell over'); }),
    host.sources.register({ name: 'stubborn', stop: async () => { throw new Error('no'); } }),
    host.sources.register({ name: 'probe', stop: async () => {
      if (process.env.PROBE_HANGS) await new Promise(() => {});
      const base = 'http://127.0.0.1:' + process.env.PROBE_PORT;
      const ready = await fetch(base + '/health/ready');
      const hook = await fetch(base + '/hooks/north/orders/created', { method: 'POST' });
      await host.store.write((tables) => tables.cursors.set('probe:drain', 'x', host.clock.now()));
      say('source stops: ready ' + ready.status + ' hook ' + hook.status + ' store open');
    } })];
    host.exchanges({ account: 'shop', method: 'GET', route: '/orders', status: null, durationMs: 40 });
    this.on('close', async (removed, done) => {
      for (const end of ends) end();
      await host.store.write((tables) => tables.cursors.set('probe:close', 'x', host.clock.now()));
      say('node closes: store open');
      done();
    });
  });
};`;
const form = `<script type="text/javascript">RED.nodes.registerType('probe', { category: 'common', color: '#ddd', defaults: { greeting: { value: '' } }, inputs: 0, outputs: 0 })</script>`;

export function installProbe(dataDir: string): void {
  const dir = path.join(dataDir, 'nodes');
  mkdirSync(dir, { recursive: true });
  writeFileSync(path.join(dir, 'probe.js'), source);
  writeFileSync(path.join(dir, 'probe.html'), form);
}
