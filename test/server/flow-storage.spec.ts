import assert from 'node:assert/strict';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import fc from 'fast-check';
import { OperationError } from '../../lib/errors/operation-error.ts';
import { createFlowStorage } from '../../server/flow-storage/create-flow-storage.ts';
import type { FlowNode } from '../../server/flow-storage/flow-node.ts';

const orders: FlowNode[] = [
  { id: 't2', type: 'tab', label: 'Returns', disabled: false, info: '', env: [] },
  { id: 't1', type: 'tab', label: 'Orders in & out', disabled: false, info: 'Owner: operations', env: [] },
  { id: 's1', type: 'subflow', name: 'Tell somebody', info: '', in: [], out: [] },
  { wires: [['b1', 'b2'], []], id: 'b9', type: 'function', z: 't1', name: 'last', func: 'return msg;\n', outputs: 2, y: 80, x: 120 },
  { id: 'b1', type: 'debug', z: 't1', g: 'g1', name: '', active: true, x: 300, y: 80, wires: [] },
  { id: 'j1', type: 'junction', z: 't1', x: 200, y: 100, wires: [['b1']] },
  { id: 'g1', type: 'group', z: 't1', name: 'ends', style: { label: true, colour: '#fff' }, nodes: ['b1'], x: 274, y: 39, w: 172, h: 82 },
  { id: 'c1', type: 'woocommerce-account', name: 'Shop', url: '${WOOCOMMERCE_URL}' },
  { id: 'c2', type: 'mqtt-broker', z: 't1', name: 'only here' },
  { id: 'm1', type: 'debug', z: 's1', name: '', x: 1, y: 2, wires: [] },
  { id: 'lost', type: 'debug', z: 'no-such-tab', x: 1, y: 1, wires: [] },
];

describe('flow storage', () => {
  let dir: string;
  let clientDir: string;
  let dataDir: string;
  let warnings: string[];
  const open = () => createFlowStorage({ clientDir, dataDir }, (message) => warnings.push(message));
  const file = (name: string): string => readFileSync(path.join(clientDir, name), 'utf8');
  const put = (name: string, text: string): void => {
    mkdirSync(path.dirname(path.join(clientDir, name)), { recursive: true });
    writeFileSync(path.join(clientDir, name), text);
  };
  const listing = (): string[] => readdirSync(clientDir, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile()).map((entry) => path.relative(clientDir, path.join(entry.parentPath, entry.name))).sort();
  const all = (): Record<string, string> => Object.fromEntries(listing().map((name) => [name, file(name)]));
  const copy = (flows: readonly FlowNode[]): FlowNode[] => structuredClone(flows) as FlowNode[];
  const byId = (flows: readonly FlowNode[]): FlowNode[] => copy(flows).sort((a, b) => (a.id < b.id ? -1 : 1));
  const save = async (flows: readonly FlowNode[]): Promise<void> => {
    const storage = open();
    await storage.getFlows();
    await storage.saveFlows(copy(flows));
  };
  const changedLines = (before: string, after: string): number => {
    const old = before.split('\n');
    return after.split('\n').filter((line, index) => line !== old[index]).length;
  };
  const refusal = async (work: Promise<unknown>): Promise<OperationError> => {
    const error: unknown = await work.then(() => assert.fail('it was accepted'), (reason: unknown) => reason);
    assert(error instanceof OperationError, String(error));
    return error;
  };

  beforeEach(() => {
    dir = mkdtempSync(path.join(tmpdir(), 'flow-storage-'));
    [clientDir, dataDir, warnings] = [path.join(dir, 'client'), path.join(dir, 'data'), []];
    mkdirSync(clientDir);
  });
  afterEach(() => rmSync(dir, { recursive: true, force: true }));

  it('keeps a file per tab and subflow, one for what belongs to no tab, and their order in the index', async () => {
    await save(orders);
    assert.deepEqual(listing(), ['accounts.json', 'flows.json', 'subflows/tell-somebody.json', 'tabs/orders-in-out.json', 'tabs/returns.json']);
    assert.deepEqual(JSON.parse(file('flows.json')), { tabs: ['tabs/returns.json', 'tabs/orders-in-out.json'], subflows: ['subflows/tell-somebody.json'] });
    assert.deepEqual((JSON.parse(file('tabs/orders-in-out.json')) as FlowNode[]).map((node) => node.id), ['t1', 'b1', 'b9', 'c2', 'g1', 'j1']);
  });

  it('writes a node as people read it', async () => {
    await save(orders);
    const text = file('tabs/orders-in-out.json');
    assert(text.includes(`  {
    "id": "b9",
    "type": "function",
    "name": "last",
    "func": "return msg;\\n",
    "outputs": 2,
    "x": 120,
    "y": 80,
    "wires": [["b1","b2"], []]
  }`), text);
    assert(text.endsWith(']\n'));
  });

  it('gives back what was saved, in one order whatever the order it came in', async () => {
    await save(orders);
    const loaded = await open().getFlows();
    assert.deepEqual(byId(loaded), byId(orders));
    assert.deepEqual(loaded.filter((node) => node.type === 'tab').map((node) => node.id), ['t2', 't1']);
  });

  it('hands Node-RED the flows in the order of the next start, so that the revision outlives a restart', async () => {
    const storage = open();
    await storage.getFlows();
    const deployed = copy(orders);
    await storage.saveFlows(deployed);
    assert.equal(JSON.stringify(deployed), JSON.stringify(await open().getFlows()));
  });

  it('leaves every byte and every file alone when nothing was changed', async () => {
    await save(orders);
    const before = all();
    const written = listing().map((name) => statSync(path.join(clientDir, name)).ino);
    await save((await open().getFlows()).reverse().sort((a, b) => Number(b.type === 'tab' && b.id === 't2') - Number(a.type === 'tab' && a.id === 't2')));
    assert.deepEqual(all(), before);
    assert.deepEqual(listing().map((name) => statSync(path.join(clientDir, name)).ino), written);
  });

  it('changes two lines of one file when a node moves, and one when a wire is drawn', async () => {
    await save(orders);
    const before = all();
    await save(orders.map((node) => (node.id === 'b9' ? { ...node, x: 140, y: 100 } : node)));
    const moved = all();
    assert.deepEqual(Object.keys(moved).filter((name) => moved[name] !== before[name]), ['tabs/orders-in-out.json']);
    assert.equal(changedLines(before['tabs/orders-in-out.json']!, moved['tabs/orders-in-out.json']!), 2);
    await save(orders.map((node) => (node.id === 'b9' ? { ...node, x: 140, y: 100, wires: [['b1', 'b2', 'j1'], []] } : node)));
    assert.equal(changedLines(moved['tabs/orders-in-out.json']!, file('tabs/orders-in-out.json')), 1);
  });

  it('moves a renamed tab to a file of its new name and removes that of a deleted one', async () => {
    await save(orders);
    await save(orders.map((node) => (node.id === 't1' ? { ...node, label: 'Web orders' } : node)).filter((node) => node.id !== 't2'));
    assert.deepEqual(listing(), ['accounts.json', 'flows.json', 'subflows/tell-somebody.json', 'tabs/web-orders.json']);
  });

  it('removes the accounts file with the last account', async () => {
    await save(orders);
    await save(orders.filter((node) => node.z !== undefined && node.z !== 'no-such-tab' || node.type === 'tab' || node.type === 'subflow'));
    assert(!existsSync(path.join(clientDir, 'accounts.json')));
  });

  it('keeps tabs of one label apart, each in its own file when they change places', async () => {
    const tabs = ['a', 'b', 'c'].map((id): FlowNode => ({ id, type: 'tab', label: 'Orders' }));
    await save(tabs);
    const before = all();
    assert.deepEqual(Object.keys(before), ['flows.json', 'tabs/orders-2.json', 'tabs/orders-3.json', 'tabs/orders.json']);
    await save([{ id: 'd', type: 'tab', label: 'Orders' }, ...tabs.reverse()]);
    for (const name of ['tabs/orders.json', 'tabs/orders-2.json', 'tabs/orders-3.json']) assert.equal(file(name), before[name]);
    assert.deepEqual(JSON.parse(file('tabs/orders-4.json')), [{ id: 'd', type: 'tab', label: 'Orders' }]);
  });

  it('names files in every language and for labels without a letter', async () => {
    await save(['Bestellungen für Köln', '注文 / 返品', '…', 'طلبات', '../../etc/passwd', 'CON.'].map((label, id): FlowNode => ({ id: String(id), type: 'tab', label })));
    assert.deepEqual(readdirSync(path.join(clientDir, 'tabs')).sort(), ['bestellungen-für-köln.json', 'con.json', 'etc-passwd.json', 'tab.json', 'طلبات.json', '注文-返品.json'].sort());
  });

  it('takes a tab that was added by hand, and writes it into the index at the next save', async () => {
    await save(orders);
    put('tabs/by-hand.json', '[{"id":"h1","type":"tab","label":"By hand"}]');
    const storage = open();
    const flows = await storage.getFlows();
    assert.deepEqual(flows.filter((node) => node.type === 'tab').map((node) => node.id), ['t2', 't1', 'h1']);
    await storage.saveFlows(flows);
    assert(file('flows.json').includes('tabs/by-hand.json'));
  });

  it('passes over, and keeps, a second file of a tab that the index names elsewhere', async () => {
    await save(orders);
    put('tabs/copy.json', file('tabs/returns.json'));
    const storage = open();
    const flows = await storage.getFlows();
    assert.deepEqual(byId(flows), byId(orders));
    assert.match(warnings.join(), /copy\.json holds a tab that another file/);
    await storage.saveFlows(flows);
    assert(existsSync(path.join(clientDir, 'tabs/copy.json')));
  });

  it('does not save over a change that somebody made in the folder meanwhile', async () => {
    await save(orders);
    const storage = open();
    const flows = await storage.getFlows();
    put('tabs/returns.json', file('tabs/returns.json').replace('Returns', 'Refunds'));
    put('tabs/new.json', '[{"id":"n1","type":"tab","label":"New"}]');
    const before = all();
    const error = await refusal(storage.saveFlows(flows.map((node) => (node.id === 'b9' ? { ...node, x: 1 } : node))));
    assert.equal(error.code, 'FLOWS_CHANGED_ON_DISK');
    assert.deepEqual(error.details['files'], ['tabs/returns.json', 'tabs/new.json']);
    assert.deepEqual(all(), before);
    await storage.saveFlows(await storage.getFlows());
    assert(file('tabs/refunds.json').includes('Refunds'));
  });

  it('leaves tables, a README and merge leftovers in the folder alone', async () => {
    put('README.md', 'hello');
    put('tables/customer.csv', 'a,b');
    put('tabs/orders.json.orig', 'x');
    await save(orders);
    await save([]);
    assert.deepEqual(listing(), ['README.md', 'flows.json', 'tables/customer.csv', 'tabs/orders.json.orig']);
  });

  it('starts empty in an empty folder', async () => {
    assert.deepEqual(await open().getFlows(), []);
  });

  for (const [what, name, text, says] of [
    ['an unfinished merge', 'accounts.json', '[\n<<<<<<< ours\n]\n', /accounts\.json .* line 2 has the marks of an unfinished merge/],
    ['a missing value', 'accounts.json', '[\n  {\n    "id": ,\n    "type": "x"\n  }\n]', /accounts\.json .* line 3 is not JSON/],
    ['a comma too many', 'tabs/returns.json', '[\n  {"id": "t2", "type": "tab"},\n]', /tabs\/returns\.json .* line 3 is not JSON/],
    ['half a file', 'tabs/returns.json', '[\n  {"id": "t2", "ty', /tabs\/returns\.json .* line 2 is not JSON/],
    ['an empty file', 'flows.json', '', /flows\.json .* line 1 is not JSON/],
    ['an index of something else', 'flows.json', '[]', /flows\.json .* "tabs" is not a list of files in tabs\//],
    ['an index that leaves the folder', 'flows.json', '{"tabs":["tabs/../../secret.json"],"subflows":[]}', /"tabs" is not a list/],
    ['an index that names what is not there', 'flows.json', '{"tabs":["tabs/gone.json"],"subflows":[]}', /it names tabs\/gone\.json, which is not there/],
    ['no list of nodes', 'accounts.json', '{}', /accounts\.json .* not a list of nodes/],
    ['a node without a type', 'accounts.json', '[{"id":"c1"}]', /accounts\.json .* entry 1 is not a node/],
    ['a tab without its tab', 'tabs/returns.json', '[{"id":"x","type":"debug"}]', /tabs\/returns\.json .* first entry is not a tab/],
    ['one id twice', 'accounts.json', '[{"id":"b9","type":"x"}]', /accounts\.json .* the node b9 is in tabs\/orders-in-out\.json as well/],
    ['two tabs in a file', 'tabs/returns.json', '[{"id":"t2","type":"tab"},{"id":"t7","type":"tab"}]', /second tab \(t7\)/],
  ] as const) {
    it(`refuses ${what}, naming the file and the place`, async () => {
      await save(orders);
      put(name, text);
      const error = await refusal(open().getFlows());
      assert.equal(error.code, 'FLOW_FOLDER_INVALID');
      assert.match(error.message, says);
    });
  }

  it('says so when a file cannot be read at all', async () => {
    mkdirSync(path.join(clientDir, 'accounts.json'));
    assert.match((await refusal(open().getFlows())).message, /accounts\.json cannot be read/);
  });

  it('keeps credentials, settings and sessions in the data folder, for this user only', async () => {
    const storage = open();
    assert.deepEqual(await storage.getCredentials(), {});
    await storage.saveCredentials({ $: 'cipher' });
    await storage.saveSettings({ _credentialSecret: 'k' });
    await Promise.all([1, 2, 3].map((token) => storage.saveSessions({ token })));
    assert.deepEqual(await open().getCredentials(), { $: 'cipher' });
    assert.deepEqual(await open().getSettings(), { _credentialSecret: 'k' });
    assert.deepEqual(readdirSync(dataDir).sort(), ['credentials.json', 'node-red.json', 'sessions.json']);
    assert.equal(statSync(path.join(dataDir, 'credentials.json')).mode & 0o077, 0);
    assert.deepEqual(listing(), []);
  });

  it('keeps library entries with their description and lists them by folder', async () => {
    const storage = open();
    assert.deepEqual(await storage.getLibraryEntry('functions', ''), []);
    await storage.saveLibraryEntry('functions', 'orders/to-pounds', { name: 'to pounds' }, '// name: not meta\nreturn msg;');
    assert.deepEqual(await storage.getLibraryEntry('functions', ''), ['orders']);
    assert.deepEqual(await storage.getLibraryEntry('functions', 'orders/'), [{ name: 'to pounds', fn: 'to-pounds' }]);
    assert.equal(await storage.getLibraryEntry('functions', 'orders/to-pounds'), '// name: not meta\nreturn msg;');
    await refusal(Promise.resolve().then(() => storage.getLibraryEntry('functions', '../../credentials.json')));
  });

  describe('for any flows', () => {
    const json = fc.jsonValue({ maxDepth: 3, noNegativeZero: true } as fc.JsonSharedConstraints);
    const key = fc.string().filter((name) => !['id', 'type', 'z', '__proto__'].includes(name));
    const name = fc.oneof(fc.constantFrom('Orders', 'orders', 'Orders 2', ''), fc.string({ unit: 'grapheme', maxLength: 60 }));
    const flowsOf = fc
      .tuple(fc.array(fc.record({ kind: fc.constantFrom('tab', 'subflow'), name }), { maxLength: 5 }), fc.array(fc.record({ at: fc.nat(), properties: fc.dictionary(key, json, { maxKeys: 5 }) }), { maxLength: 12 }))
      .map(([sheets, nodes]): FlowNode[] => [
        ...sheets.map((sheet, index) => ({ id: `sheet${index}`, type: sheet.kind, [sheet.kind === 'tab' ? 'label' : 'name']: sheet.name })),
        ...nodes.map(({ at, properties }, index) => ({ ...properties, id: `n${index}`, type: 'thing', ...(at % (sheets.length + 1) === 0 ? {} : { z: `sheet${(at % (sheets.length + 1)) - 1}` }) })),
      ]);

    it('loads what it saved, and saving that again changes no byte', async () => {
      await fc.assert(
        fc.asyncProperty(fc.array(flowsOf, { minLength: 1, maxLength: 3 }), async (versions) => {
          rmSync(clientDir, { recursive: true, force: true });
          mkdirSync(clientDir);
          for (const flows of versions) {
            await save(flows);
            const loaded = await open().getFlows();
            assert.deepEqual(byId(loaded), byId(JSON.parse(JSON.stringify(flows)) as FlowNode[]));
            const before = all();
            await save(loaded);
            assert.deepEqual(all(), before);
          }
        }),
        { numRuns: 60 },
      );
    });
  });
});
