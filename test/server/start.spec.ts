import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { HostProcess } from './support/host-process.ts';
import { send, startHost } from './support/host-process.ts';
import { freePort } from '../../scripts/prove/free-port.ts';

describe('npm start', function () {
  this.timeout(60_000);
  let dir: string;
  let shop: string;
  let env: Record<string, string>;
  let command: HostProcess | undefined;
  const start = (more: Record<string, string> = {}): HostProcess => (command = startHost({ ...env, ...more }, 'scripts/start.ts'));
  const untilClosed = async (url: string): Promise<void> => {
    const deadline = Date.now() + 10_000;
    while (await send(url).then(() => true, () => false)) {
      assert(Date.now() < deadline, `${url} still answers`);
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  };

  beforeEach(async () => {
    dir = mkdtempSync(path.join(tmpdir(), 'start-'));
    mkdirSync(path.join(dir, 'flows/north'), { recursive: true });
    const erp = `http://127.0.0.1:${await freePort()}`;
    shop = `http://127.0.0.1:${await freePort()}`;
    writeFileSync(path.join(dir, 'flows/north/env.example'), `WOOCOMMERCE_URL=${shop}\nBLUECHERRY_URL=${erp}\n`);
    env = { CLIENT: 'north', FLOWS_DIR: path.join(dir, 'flows'), DATA_DIR: path.join(dir, 'data'), PORT: '0' };
  });
  afterEach(async () => {
    command?.child.kill('SIGKILL');
    await command?.exit;
    rmSync(dir, { recursive: true, force: true });
  });

  it('brings up the sandbox and the host, and takes both down at Ctrl-C', async () => {
    const started = start();
    const url = await started.ready();
    assert.match(started.stdout(), /client north · sandbox on/);
    assert.equal((await send(`${url}health/ready`)).status, 200);
    assert.equal((await send(`${shop}/wp-json/wc/v3/orders`)).status, 401);
    started.child.kill('SIGINT');
    assert.equal(await started.exit, 0, started.stderr());
    await untilClosed(shop);
  });

  it('leaves no sandbox behind when it is killed', async () => {
    const started = start();
    await started.ready();
    started.child.kill('SIGKILL');
    await untilClosed(shop);
  });

  it('leaves the sandbox out when it is off', async () => {
    const started = start({ SANDBOX: 'off' });
    await started.ready();
    assert.match(started.stdout(), /sandbox off/);
    await assert.rejects(send(shop));
  });

  it('says in one sentence that a port of the sandbox is taken, and ends with 1', async () => {
    const squatter = createServer().listen(Number(new URL(shop).port), '127.0.0.1');
    const started = start();
    assert.equal(await started.exit, 1);
    squatter.close();
    assert.match(started.stderr(), /^[^\n]*port \d+ is in use[^\n]*\n$/);
  });

  it('does not put a sandbox in the place of a real shop', async () => {
    const started = start({ WOOCOMMERCE_URL: 'https://shop.example.com' });
    assert.equal(await started.exit, 1);
    assert.match(started.stderr(), /^WOOCOMMERCE_URL is "https:\/\/shop\.example\.com", but with the sandbox on it must be an address on this machine[^\n]*\n$/);
  });
});
