import assert from 'node:assert/strict';
import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import vm from 'node:vm';
import { copyIcons } from '../../scripts/build/copy-icons.ts';
import { findNodeFolders } from '../../scripts/build/find-node-folders.ts';
import type { NodeFolder } from '../../scripts/build/node-folder.ts';
import { writeNode } from '../../scripts/build/write-node.ts';
import { openFixturePackage } from './fixture-package.ts';

interface Registered {
  readonly category: string;
  readonly defaults: Record<string, { value: unknown; type?: string; required?: boolean; validate(this: object, value: unknown, opt: object): true | string } | undefined>;
  readonly credentials?: object;
  readonly button?: object;
  label(this: object): string;
}

describe('generated node files', () => {
  let fixture: Awaited<ReturnType<typeof openFixturePackage>>;
  let folders: readonly NodeFolder[];
  before(async () => {
    fixture = await openFixturePackage();
    folders = await findNodeFolders(fixture.root);
    for (const folder of folders) await writeNode(fixture.root, folder);
  });
  after(() => fixture.remove());

  const read = (type: string, file: string): Promise<string> => readFile(path.join(fixture.root, 'dist/nodes/operations', type, file), 'utf8');

  async function register(type: string): Promise<Registered> {
    const html = await read(type, `${type}.html`);
    const script = /<script type="text\/javascript">([\s\S]*?)<\/script>/.exec(html)?.[1] ?? '';
    let registered: Registered | undefined;
    vm.runInNewContext(script, { RED: { nodes: { registerType: (_type: string, definition: Registered) => (registered = definition) } } });
    assert.ok(registered);
    return registered;
  }

  it('register with literals that reviewers can read', async () => {
    const html = await read('every-control', 'every-control.html');
    assert.match(html, /RED\.nodes\.registerType\("every-control", \{\n {2}category: "Operations",\n {2}color: "#A9C1A4",\n {2}icon: "selvedge-test\.svg",\n {2}inputs: 1,\n {2}outputs: 2,/);
  });

  it('give a new node the defaults of its schema, with a name first', async () => {
    const { defaults } = await register('every-control');
    assert.equal(Object.keys(defaults)[0], 'name');
    const values = Object.fromEntries(Object.entries(defaults).map(([name, property]) => [name, property?.value]));
    assert.equal(
      JSON.stringify(values),
      JSON.stringify({ name: '', text: 'web', choice: 'park', reason: '', seconds: 5, account: '', dryRun: true, delays: ['1', '10'], note: '', rules: [{ to: 'customer', table: 'customer' }] }),
    );
  });

  it('let Node-RED itself check that an account is chosen', async () => {
    const { account } = (await register('every-control')).defaults;
    assert.equal(JSON.stringify(account), JSON.stringify({ value: '', type: 'every-account', required: true }));
  });

  it('validate with a sentence from the catalogue, except for hidden fields', async () => {
    const { defaults } = await register('every-control');
    const node = (choice: string): object => ({ choice, _: (key: string, values: object) => `${key} ${JSON.stringify(values)}` });
    const { seconds, reason } = defaults;
    assert.ok(seconds && reason);
    assert.equal(seconds.validate.call(node('park'), '61', {}), 'selvedge.faults.between {"minimum":1,"maximum":60}');
    assert.equal(seconds.validate.call(node('park'), '60', {}), true);
    assert.equal(reason.validate.call(node('park'), '', {}), true);
    assert.equal(reason.validate.call(node('close'), '', {}), 'selvedge.faults.required {}');
    assert.equal(seconds.validate.length, 2);
  });

  it('label a node by its name, else by the property that the definition names', async () => {
    const registered = await register('every-control');
    const text = { _: (key: string): string => key };
    assert.equal(registered.label.call({ ...text, name: 'mine', choice: 'park' }), 'mine');
    assert.equal(registered.label.call({ ...text, name: '', choice: 'park' }), 'every-control.fields.choice.options.park');
    assert.equal(registered.label.call({ ...text, name: '', choice: '' }), 'every-control.label');
  });

  it('keep credentials out of the defaults', async () => {
    const { defaults, credentials, category, button } = await register('every-account');
    assert.equal(category, 'config');
    assert.deepEqual(Object.keys(defaults), ['name', 'baseUrl']);
    assert.equal(JSON.stringify(credentials), '{"apiKey":{"type":"password"}}');
    assert.equal(button, undefined);
  });

  it('offer a connection test only where the definition has one', async () => {
    assert.match(await read('every-account', 'every-account.html'), /class="selvedge-connection-test"/);
    assert.doesNotMatch((await read('every-control', 'every-control.html')).split('</style>')[1] ?? '', /selvedge-connection-test/);
  });

  it('fold advanced fields away and bind every label to its input', async () => {
    const form = (await read('every-control', 'every-control.html')).split('</style>')[1] ?? '';
    const fold = form.slice(form.indexOf('<details'));
    assert.match(fold, /id="node-input-delays"/);
    assert.doesNotMatch(fold, /id="node-input-text"/);
    const ids = [...form.matchAll(/<label for="([^"]+)"/g)].map((match) => match[1] ?? '');
    assert.equal(ids.length, 9);
    for (const id of ids) assert.ok(form.includes(` id="${id}"`), id);
  });

  it('carry the shared texts in each catalogue, with placeholders as Node-RED reads them', async () => {
    const catalogue = JSON.parse(await read('every-control', 'locales/en-US/every-control.json')) as Record<string, Record<string, Record<string, string>>>;
    assert.equal(catalogue['every-control']?.['status']?.['sent'], '__count__ sent');
    assert.equal(catalogue['selvedge']?.['faults']?.['between'], 'This must lie between __minimum__ and __maximum__.');
  });

  it('are refused when a text is missing, naming its key', async () => {
    const folder = folders.find(({ type }) => type === 'every-account');
    assert.ok(folder);
    const file = path.join(folder.path, 'locales/en-US/every-account.json');
    const before = await readFile(file, 'utf8');
    await writeFile(file, before.replace('"Address"', '""'));
    await assert.rejects(writeNode(fixture.root, folder), /every-account: .*fields\.baseUrl\.label/);
    await writeFile(file, before);
  });

  it('have their icons in one folder beside the first node that has one', async () => {
    const copied = await copyIcons(fixture.root, folders);
    assert.ok(copied.includes(path.join(fixture.root, 'dist/nodes/operations/every-control/icons/selvedge-test.svg')));
  });
});
