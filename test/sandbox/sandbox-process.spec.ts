import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { forkSandbox } from '../../scripts/sandbox.ts';
import { erpFetch } from './erp-calls.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));

describe('sandbox as a process', () => {
  it('leaves nothing behind when it is stopped: the process ends by itself', () => {
    const script = `
      import { startSandbox } from './sandbox/start-sandbox.ts';
      const sandbox = await startSandbox({ processingMs: 60000 });
      sandbox.bluecherry.traffic.addFaults({ kind: 'timeout', times: 1 });
      const hung = fetch(sandbox.bluecherry.url + '/HTL/v1/skus').catch(() => 'broken');
      while (sandbox.bluecherry.record().requests.length === 0) await new Promise((resolve) => setImmediate(resolve));
      sandbox.woocommerce.shop.cloneOrders({ count: 100, perSecond: 1 });
      sandbox.woocommerce.traffic.set({ latencyMs: 60000 });
      const waiting = fetch(sandbox.woocommerce.url + '/').catch(() => 'broken');
      await fetch(sandbox.woocommerce.url + '/__control/settings').then((response) => response.text());
      await sandbox.stop();
      console.log(await hung, await waiting);
      process.once('beforeExit', () => console.log(process.getActiveResourcesInfo().filter((name) => name !== 'PipeWrap').join() || 'nothing'));
    `;
    const { stdout, status } = spawnSync(process.execPath, ['--input-type=module', '-e', script], { cwd: root, encoding: 'utf8', timeout: 8000 });
    assert.deepEqual([stdout.trim().split('\n'), status], [['broken broken', 'nothing'], 0]);
  });

  it('says in one sentence that a port is in use, as a program and to whoever forked it', async () => {
    const sandbox = await forkSandbox({ woocommercePort: 0, bluecherryPort: 0, ordersEverySeconds: 0 });
    try {
      assert.equal((await erpFetch(sandbox.bluecherryUrl, 'locations')).status, 200);
      const { port } = new URL(sandbox.bluecherryUrl);
      const second = spawnSync(process.execPath, ['scripts/sandbox.ts', '--woocommerce-port', '0', '--bluecherry-port', port], { cwd: root, encoding: 'utf8', timeout: 8000 });
      assert.deepEqual([second.status, second.stderr.trim(), second.stdout], [1, `The sandbox cannot start: port ${port} is in use (another sandbox?).`, '']);
      await assert.rejects(forkSandbox({ woocommercePort: 0, bluecherryPort: Number(port) }), { message: second.stderr.trim() });
    } finally {
      await sandbox.stop();
    }
    assert.equal(sandbox.process.exitCode, 0);
  });

  it('ends when its parent disconnects and when the pipe on its input closes', async () => {
    const forked = await forkSandbox({ woocommercePort: 0, bluecherryPort: 0 });
    forked.process.disconnect();
    assert.deepEqual(await once(forked.process, 'exit'), [0, null]);
    const piped = spawn(process.execPath, ['scripts/sandbox.ts', '--woocommerce-port', '0', '--bluecherry-port', '0'], { cwd: root, stdio: ['pipe', 'pipe', 'inherit'] });
    await once(piped.stdout, 'data');
    piped.stdin.end();
    assert.deepEqual(await once(piped, 'exit'), [0, null]);
  });

  it('refuses a flag that is no whole number', () => {
    const { status, stderr } = spawnSync(process.execPath, ['scripts/sandbox.ts', '--orders-every', 'often'], { cwd: root, encoding: 'utf8', timeout: 8000 });
    assert.deepEqual([status, stderr.trim()], [1, 'The sandbox cannot start: --orders-every must be a whole number, not "often".']);
  });
});
