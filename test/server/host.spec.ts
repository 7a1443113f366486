import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { hashSync } from 'bcryptjs';
import type { HostProcess } from './support/host-process.ts';
import { send, startHost } from './support/host-process.ts';
import { installProbe } from './support/probe-node.ts';
import { freePort } from '../../scripts/prove/free-port.ts';

const tab = [
  { id: 't1', type: 'tab', label: 'Echo' },
  { id: 'a-get', type: 'http in', url: '/echo/:word', method: 'get', x: 100, y: 40, wires: [['z-out']] },
  { id: 'b-post', type: 'http in', url: '/echo', method: 'post', x: 100, y: 80, wires: [['z-out']] },
  { id: 'p', type: 'probe', greeting: '${GREETING}', x: 100, y: 120, wires: [] },
  { id: 'z-out', type: 'http response', x: 300, y: 40, wires: [] },
];

describe('host', () => {
  let dir: string;
  let env: Record<string, string>;
  const running: HostProcess[] = [];
  const start = (more: Record<string, string> = {}): HostProcess => {
    const host = startHost({ ...env, ...more });
    running.push(host);
    return host;
  };
  const write = (file: string, content: unknown): void => {
    mkdirSync(path.dirname(path.join(dir, file)), { recursive: true });
    writeFileSync(path.join(dir, file), typeof content === 'string' ? content : JSON.stringify(content));
  };
  const read = (file: string): string => readFileSync(path.join(dir, file), 'utf8');

  before(async () => {
    dir = mkdtempSync(path.join(tmpdir(), 'host-'));
    const port = String(await freePort());
    env = { CLIENT: 'north', FLOWS_DIR: path.join(dir, 'flows'), DATA_DIR: path.join(dir, 'data'), PORT: port, PROBE_PORT: port };
    write('flows/north/env.example', 'GREETING=hello\nSHOP_KEY=ck_very_secret\n');
    write('flows/north/flows.json', { tabs: ['tabs/echo.json'], subflows: [] });
    write('flows/north/tabs/echo.json', tab);
    installProbe(path.join(dir, 'data'));
    write('users.json', [{ username: 'ann', password: hashSync('correct horse', 4), permissions: '*' }]);
  });
  after(async () => {
    for (const host of running) if (host.child.exitCode === null) host.child.kill('SIGKILL');
    await Promise.all(running.map((host) => host.exit));
    rmSync(dir, { recursive: true, force: true });
  });

  describe('without users', function () {
    this.timeout(30_000);
    let host: HostProcess;
    let url: string;
    let flows: { rev: string; flows: Record<string, unknown>[] };
    const deploy = (nodes: unknown) => send(`${url}flows`, { method: 'POST', headers: { 'content-type': 'application/json', 'node-red-api-version': 'v2' }, body: JSON.stringify(nodes) });
    const loadFlows = async (): Promise<typeof flows> => JSON.parse((await send(`${url}flows`, { headers: { 'node-red-api-version': 'v2' } })).body) as typeof flows;

    before(async () => {
      host = start();
      url = await host.ready();
      flows = await loadFlows();
    });

    it('says on one line where the editor is, and that there is no login', () => {
      assert.match(host.stdout(), /^No users are configured: the editor opens without a login, and to this machine only\.$/m);
      assert.match(host.stdout(), /^Selvedge is ready after \d\.\d s · editor http:\/\/127\.0\.0\.1:\d+\/ · client north · sandbox on · store SQLite · data .*data$/m);
      assert.equal(host.stderr(), '');
    });

    it('serves the editor under the client’s name, asking nobody outside for anything', async () => {
      assert.match((await send(url)).body, /<title>Selvedge · north<\/title>/);
      const settings = JSON.parse((await send(`${url}settings`)).body) as Record<string, unknown>;
      assert.equal(settings['telemetryEnabled'], false);
      assert.deepEqual(settings['diagnostics'], { enabled: false, ui: false });
      assert.equal((settings['externalModules'] as { palette: { allowInstall: boolean } }).palette.allowInstall, false);
      assert(!JSON.stringify(settings).includes('clientDir'));
    });

    it('loads this package as one palette module, every node of it whole', async () => {
      const sets = JSON.parse((await send(`${url}nodes`, { headers: { accept: 'application/json' } })).body) as { module: string; types: string[]; err?: string }[];
      const own = sets.filter((set) => set.module === '@selvedge/kit');
      assert(own.length > 0, 'no node of this package is loaded: is dist/ built?');
      assert.deepEqual(own.filter((set) => set.err !== undefined), []);
    });

    it('sends headers that protect the editor from being framed or guessed at', async () => {
      const { headers } = await send(url);
      assert.equal(headers['x-content-type-options'], 'nosniff');
      assert.equal(headers['x-frame-options'], 'SAMEORIGIN');
      assert.equal(headers['x-powered-by'], undefined);
    });

    it('runs the stock http nodes beside its own routes, with query, parameters and body', async () => {
      assert.equal((await send(`${url}echo/word?shirt=navy`)).body, '{"shirt":"navy"}');
      const posted = await send(`${url}echo`, { method: 'POST', headers: { 'content-type': 'application/json' }, body: '{"size":"M"}' });
      assert.equal(posted.body, '{"size":"M"}');
      assert.equal((await send(`${url}nothing-here`)).status, 404);
    });

    it('puts the client’s variables into the flows', () => {
      assert.match(read('data/said.txt'), /^greeting hello$/m);
    });

    it('keeps secrets out of its log', () => {
      const line = host.stdout().split('\n').find((text) => text.includes('probe started')) ?? '';
      const entry = JSON.parse(line) as Record<string, unknown>;
      assert.deepEqual([entry['authorization'], entry['url'], entry['level']], ['[redacted]', 'http://shop/?key=[redacted]', 'info']);
      assert(!host.stdout().includes('ck_very_secret'));
    });

    it('tells that it lives, that it is ready, and why', async () => {
      assert.deepEqual(JSON.parse((await send(`${url}health/live`)).body), { live: true });
      assert.equal((await send(`${url}health/ready`)).status, 200);
      const health = JSON.parse((await send(`${url}health`)).body) as { ready: boolean; says: string; checks: { name: string; ok: boolean }[]; worker: { engine: string; lease: { lease: string }; lanes: unknown[] } };
      assert.deepEqual([health.ready, health.says], [true, 'everything works']);
      assert.deepEqual(health.checks.map((check) => check.name), ['host', 'store', 'leases', 'flows']);
      assert.deepEqual([health.worker.engine, health.worker.lanes], ['SQLite', []]);
      assert.match(health.worker.lease.lease, /^worker:./);
    });

    it('counts calls to remote systems, webhooks and its own process in its metrics', async () => {
      await send(`${url}hooks/north/orders/created`, { method: 'POST', headers: { 'x-signature': 'bad' } });
      const { body } = await send(`${url}metrics`);
      const count = (metric: string, ...labels: string[]) => body.split('\n').find((line) => line.startsWith(`${metric}_count{`) && labels.every((label) => line.includes(label)))?.split(' ')[1];
      assert.equal(count('selvedge_http_exchange_seconds', 'account="shop"', 'route="/orders"', 'status="none"', 'client="north"'), '1');
      assert.equal(count('selvedge_webhook_seconds', 'path="orders/created"', 'status="401"'), '1');
      assert.match(body, /process_cpu_seconds_total/);
    });

    describe('a webhook', () => {
      const hook = (where: string, body: string | Buffer, headers: Record<string, string> = {}) => send(`${url}hooks/${where}`, { method: 'POST', headers: { 'x-signature': 'good', ...headers }, body });

      it('reaches its handler byte for byte, whatever its type', async () => {
        const bytes = Buffer.from([0xff, 0x00, 0x7b, 0x0d, 0x0a]);
        for (const type of ['application/json', 'application/x-www-form-urlencoded', 'text/plain; charset=latin1', 'image/png', '']) {
          const answer = await hook('north/orders/created', bytes, type ? { 'content-type': type } : {});
          assert.deepEqual([answer.status, answer.body], [200, `orders/created ${bytes.toString('hex')}`]);
        }
        assert.equal((await hook('north/orders/created', '')).body, 'orders/created ');
      });
      it('is answered as the handler says', async () => {
        assert.equal((await hook('north/orders/created', 'x', { 'x-signature': 'bad' })).status, 401);
      });
      it('for nobody is not found: another path, client or method', async () => {
        assert.equal((await hook('north/orders', 'x')).status, 404);
        assert.equal((await hook('south/orders/created', 'x')).status, 404);
        assert.equal((await send(`${url}hooks/north/orders/created`)).status, 404);
        assert.equal((await send(`${url}hooks`)).status, 404);
      });
      it('whose handler fails gets a 500 that tells the sender nothing, and a line in the log', async () => {
        const answer = await hook('north/broken', 'x');
        assert.deepEqual([answer.status, answer.body], [500, '']);
        assert.match(host.stdout(), /"path":"broken","reason":"the handler fell over"/);
      });
      it('larger than 2 MB is refused', async () => {
        assert.equal((await hook('north/orders/created', Buffer.alloc(2 * 1024 * 1024))).status, 200);
        assert.equal((await hook('north/orders/created', Buffer.alloc(2 * 1024 * 1024 + 1))).status, 413);
      });
      it('may come through a tunnel, under the tunnel’s name', async () => {
        assert.equal((await hook('north/orders/created', 'x', { host: 'abc.tunnel.example' })).status, 200);
      });
    });

    it('answers under the names of this machine only', async () => {
      for (const name of ['localhost', 'LOCALHOST:1880', '127.0.0.1:99', '[::1]:1880']) assert.equal((await send(`${url}flows`, { headers: { host: name } })).status, 200, name);
      for (const name of ['evil.example', 'localhost.evil.example', '127.0.0.1.evil.example:1880', '0.0.0.0']) assert.equal((await send(`${url}flows`, { headers: { host: name } })).status, 403, name);
    });

    it('refuses what another site’s page sends, also over a WebSocket', async () => {
      assert.equal((await send(`${url}inject/p`, { method: 'POST', headers: { origin: 'http://evil.example' } })).status, 403);
      const key = { connection: 'Upgrade', upgrade: 'websocket', 'sec-websocket-version': '13', 'sec-websocket-key': 'dGhlIHNhbXBsZSBub25jZQ==' };
      await assert.rejects(send(`${url}comms`, { headers: { ...key, origin: 'http://evil.example' } }));
      assert.equal((await send(`${url}comms`, { headers: { ...key, origin: url.slice(0, -1) } })).status, 101);
    });

    it('writes a deploy back to the client’s folder, and the revision stays the same after a reload', async () => {
      const moved = flows.flows.map((node) => (node['id'] === 'a-get' ? { ...node, x: 140, y: 60 } : node));
      const answer = await deploy({ rev: flows.rev, flows: moved });
      assert.equal(answer.status, 200, answer.body);
      assert.match(read('flows/north/tabs/echo.json'), /"id": "a-get",\n {4}"type": "http in",\n {4}"method": "get",\n {4}"url": "\/echo\/:word",\n {4}"x": 140,\n {4}"y": 60,\n {4}"wires": \[\["z-out"\]\]/);
      const { rev } = JSON.parse(answer.body) as { rev: string };
      const reload = await send(`${url}flows`, { method: 'POST', headers: { 'node-red-api-version': 'v2', 'node-red-deployment-type': 'reload', 'content-type': 'application/json' }, body: '{}' });
      assert.equal((JSON.parse(reload.body) as { rev: string }).rev, rev);
    });

    it('does not save over a folder that was changed meanwhile, and says so in the editor', async () => {
      const { rev, flows: nodes } = await loadFlows();
      write('flows/north/tabs/echo.json', read('flows/north/tabs/echo.json').replace('Echo', 'Parrot'));
      const answer = await deploy({ rev, flows: nodes });
      assert.equal(answer.status, 400);
      assert.match((JSON.parse(answer.body) as { message: string }).message, /^Not saved: tabs\/echo\.json in .*north changed since the flows were loaded/);
      assert.match(read('flows/north/tabs/echo.json'), /Parrot/);
    });

    it('keeps nothing of its own in the client’s folder', () => {
      assert.deepEqual(readdirSync(path.join(dir, 'flows/north')).sort(), ['env.example', 'flows.json', 'tabs']);
    });

    describe('at its end', () => {
      it('refuses a second start on its port before it touches the store', async () => {
        const second = start({ DATA_DIR: path.join(dir, 'data-2') });
        assert.equal(await second.exit, 1);
        assert.match(second.stderr(), /^PORT is \d+, but another program already listens there on 127\.0\.0\.1: stop that one, or choose another PORT\.\n$/);
        assert(!readdirSync(path.join(dir, 'data-2')).includes('selvedge.sqlite'));
      });

      it('keeps a second host out of its data folder, on whatever port', async () => {
        const second = start({ PORT: '0' });
        assert.equal(await second.exit, 1);
        assert.match(second.stderr(), /^The database .*selvedge\.sqlite is in use by another running Selvedge: .*\n$/);
      });

      it('drains at Ctrl-C: closed to new work, sources, nodes, store, and exit code 0', async () => {
        const began = Date.now();
        // Under npm a terminal's Ctrl-C arrives twice.
        host.child.kill('SIGINT');
        host.child.kill('SIGINT');
        assert.equal(await host.exit, 0);
        assert(Date.now() - began < 15_000);
        assert.deepEqual(read('data/said.txt').trim().split('\n').slice(-2), ['source stops: ready 503 hook 503 store open', 'node closes: store open']);
        assert.match(host.stdout(), /"source":"stubborn".*a source did not stop cleanly/);
        assert(!readdirSync(path.join(dir, 'data')).includes('selvedge.sqlite-wal'));
      });
    });
  });

  describe('with users', function () {
    this.timeout(30_000);
    it('asks for a login, answers under any name, and is not ready while a type of node is missing', async () => {
      write('flows/south/tabs/odd.json', [{ id: 's1', type: 'tab', label: 'Odd' }, { id: 's2', type: 'no-such-node', x: 1, y: 1, wires: [] }]);
      const host = start({ CLIENT: 'south', PORT: '0', HOST: '0.0.0.0', DATA_DIR: path.join(dir, 'south'), USERS_FILE: path.join(dir, 'users.json') });
      const url = await host.ready();
      assert.equal((await send(`${url}flows`)).status, 401);
      const login = await send(`${url}auth/token`, { method: 'POST', headers: { 'content-type': 'application/json', host: 'kit.shop.example' }, body: JSON.stringify({ client_id: 'node-red-editor', grant_type: 'password', scope: '*', username: 'ann', password: 'correct horse' }) });
      const { access_token: token } = JSON.parse(login.body) as { access_token: string };
      assert.equal((await send(`${url}flows`, { headers: { authorization: `Bearer ${token}` } })).status, 200);

      const ready = await send(`${url}health/ready`);
      assert.equal(ready.status, 503);
      assert.match(ready.body, /flows: the flows do not run: no node of type no-such-node is installed/);
      host.child.kill('SIGTERM');
      assert.equal(await host.exit, 0);
    });
  });

  describe('whose source hangs', function () {
    this.timeout(30_000);
    it('ends at once at the second Ctrl-C', async () => {
      installProbe(path.join(dir, 'hanging'));
      const host = start({ DATA_DIR: path.join(dir, 'hanging'), PORT: '0', PROBE_HANGS: '1' });
      await host.ready();
      const began = Date.now();
      const impatient = setInterval(() => host.child.kill('SIGINT'), 200);
      assert.equal(await host.exit, 1);
      clearInterval(impatient);
      assert(Date.now() - began < 5_000);
    });
  });

  describe('that cannot start', () => {
    const refused = async (more: Record<string, string>): Promise<string> => {
      const host = start(more);
      assert.equal(await host.exit, 1);
      assert.equal(host.stderr().trim().split('\n').length, 1, host.stderr());
      return host.stderr();
    };
    it('says which setting is wrong, and ends with 1', async () => {
      assert.equal(await refused({ PORT: 'http' }), 'PORT is "http", but must be a whole number from 0 to 65535 (0 takes any free port).\n');
    });
    it('names the clients there are', async () => {
      write('flows/south/env.example', '');
      assert.match(await refused({ CLIENT: 'west' }), /^CLIENT is "west", .*which has north, south\.\n$/);
    });
    it('names the flow file and the line that cannot be read', async () => {
      write('flows/east/accounts.json', '[\n  {"id": "a"\n   "type": "b"}\n]\n');
      assert.match(await refused({ CLIENT: 'east', DATA_DIR: path.join(dir, 'east') }), /^The flow file accounts\.json .* line 3 is not JSON\.\n$/);
    });
    it('says that it cannot write its data folder', async () => {
      assert.match(await refused({ DATA_DIR: path.join(dir, 'users.json', 'x') }), /^DATA_DIR is ".*", but nothing can be written there/);
    });
    it('says that its database cannot be reached, without the password', async () => {
      const url = `postgres://kit:hunter2@127.0.0.1:${await freePort()}/kit`;
      const sentence = await refused({ DATABASE_URL: url, DATA_DIR: path.join(dir, 'far'), PORT: '0' });
      assert.match(sentence, /^The database kit on 127\.0\.0\.1:\d+, schema selvedge_north, cannot be used: it cannot be reached/);
      assert(!sentence.includes('hunter2'));
    });
    it('says that this machine cannot listen on an address', async () => {
      // 192.0.2.0/24 is set aside for documentation (RFC 5737): no machine has it.
      const sentence = await refused({ HOST: '192.0.2.1', USERS_FILE: path.join(dir, 'users.json') });
      assert.equal(sentence, 'HOST is "192.0.2.1", but this machine cannot listen there (EADDRNOTAVAIL).\n');
    });
    it('refuses to listen for other machines without users', async () => {
      assert.match(await refused({ HOST: '0.0.0.0' }), /^HOST is "0\.0\.0\.0", but without users/);
    });
  });
});
