import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { existsSync, globSync, readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import path from 'node:path';
import { errorTable } from '../lib/errors/error-table.ts';
import { packageRoot } from '../lib/package-root.ts';
import { findMissingTexts } from '../scripts/build/find-missing-texts.ts';
import { findNodeFolders } from '../scripts/build/find-node-folders.ts';
import { nodesMember } from '../scripts/build/list-nodes-in-package.ts';
import type { NodeCatalogue } from '../scripts/build/node-catalogue.ts';
import type { NodeFolder } from '../scripts/build/node-folder.ts';
import { readFormModel } from '../scripts/build/read-fields.ts';

interface FlowNode {
  readonly id: string;
  readonly type: string;
  readonly name?: string;
  readonly func?: string;
  readonly wires?: readonly (readonly string[])[];
}

const at = (...parts: string[]): string => path.join(packageRoot, ...parts);
const read = (file: string): string => readFileSync(at(file), 'utf8');
const readFlow = (file: string): readonly FlowNode[] => JSON.parse(read(file)) as FlowNode[];

/** Everything that a clone has: tracked files, and those that are about to be. */
function projectFiles(): string[] {
  const listed = execFileSync('git', ['ls-files', '-z', '--cached', '--others', '--exclude-standard'], { cwd: packageRoot, encoding: 'utf8' });
  return [...new Set(listed.split('\0'))].filter((file) => file !== '' && existsSync(at(file)));
}

/** Node types that come with Node-RED itself, read from its own node files. */
function stockTypes(): ReadonlySet<string> {
  const core = at('node_modules/@node-red/nodes/core');
  const html = globSync('**/*.html', { cwd: core }).filter((file) => !file.includes('locales'));
  const found = html.flatMap((file) => [...readFileSync(path.join(core, file), 'utf8').matchAll(/registerType\(\s*['"]([^'"]+)['"]/g)].map((match) => match[1] ?? ''));
  return new Set([...found, 'tab', 'group', 'subflow', 'junction']);
}

/** What a Function node does beside passing its message on. */
function logicOf(node: FlowNode): string {
  const code = (node.func ?? '').replaceAll(/\/\*[\s\S]*?\*\/|\/\/.*$/gm, '');
  return code.replace(/^\s*return\s+msg\s*;?\s*$/, '').trim();
}

const folders: readonly NodeFolder[] = await findNodeFolders(packageRoot);

describe('conventions: nodes', () => {
  it('package.json lists exactly the node folders, sorted', () => {
    const manifest = JSON.parse(read('package.json')) as { 'node-red': { nodes: Record<string, string> } };
    assert.equal(JSON.stringify(manifest['node-red'].nodes, null, 1), JSON.stringify(nodesMember(folders), null, 1));
    assert.ok(folders.length > 0);
  });

  for (const { type, path: folder, definition } of folders) {
    const inFolder = (file: string): string => path.relative(packageRoot, path.join(folder, file));

    it(`${type} has its runtime, its spec and its icon`, () => {
      assert.ok(existsSync(at(inFolder(`${type}.ts`))), `${inFolder(`${type}.ts`)} is missing`);
      assert.ok(existsSync(at(`test/nodes/${type}.spec.ts`)), `test/nodes/${type}.spec.ts is missing`);
      assert.equal(definition.icon === undefined, definition.kind === 'account', 'nodes have an icon, accounts have none');
      if (definition.icon !== undefined) assert.ok(existsSync(at('icons', definition.icon)), `icons/${definition.icon} is missing`);
    });

    it(`${type} has every text that its form, ports and palette entry need`, () => {
      const catalogue = (JSON.parse(read(inFolder(`locales/en-US/${type}.json`))) as Record<string, Partial<NodeCatalogue>>)[type] ?? {};
      assert.deepEqual(findMissingTexts(definition, readFormModel(definition), catalogue), []);
    });

    it(`${type} has help that begins with a sentence and has its sections in order`, () => {
      const help = read(inFolder(`locales/en-US/${type}.md`));
      const sections = [...help.matchAll(/^### (.+)$/gm)].map((match) => match[1]);
      const expected = [...(definition.inputs.length > 0 ? ['Inputs'] : []), ...(definition.outputs.length > 0 ? ['Outputs'] : []), 'Details', 'References'];
      assert.match(help, /^[A-Z][^\n]+\n/);
      assert.deepEqual(sections, expected);
    });

    it(`${type} is shown in an example flow with a comment and stock nodes only`, () => {
      const flow = readFlow(`examples/${type}.json`);
      const own = new Set(folders.map((other) => other.type));
      const stock = stockTypes();
      assert.ok(flow.some((node) => node.type === type), `examples/${type}.json does not use ${type}`);
      assert.ok(flow.some((node) => node.type === 'comment' && (node.name ?? '') !== ''), 'no comment says what the example shows');
      assert.deepEqual(flow.map((node) => node.type).filter((used) => !own.has(used) && !stock.has(used)), []);
    });
  }
});

describe('conventions: error codes', () => {
  it('each has one runbook entry, and the runbook has no other', () => {
    const entries = [...read('docs/runbook.md').matchAll(/^### (.+)$/gm)].map((match) => match[1] ?? '');
    assert.deepEqual(entries.toSorted(), Object.keys(errorTable).toSorted());
  });
});

describe('conventions: client flows', () => {
  const tabs = globSync('flows/*/tabs/*.json', { cwd: packageRoot }).sort();

  it('there is a client to look at', () => {
    assert.ok(tabs.length > 0, 'no flows/<client>/tabs/*.json');
  });

  for (const tab of tabs) {
    it(`${tab} catches its errors into an exception queue`, () => {
      const nodes = readFlow(tab);
      const queues = new Set(nodes.filter(({ type }) => type === 'exception-queue').map(({ id }) => id));
      const catches = nodes.filter(({ type, wires = [] }) => type === 'catch' && wires.flat().some((id) => queues.has(id)));
      assert.ok(catches.length > 0, 'no Catch node is wired to an exception queue');
    });

    it(`${tab} keeps logic out of Function nodes`, () => {
      const written = readFlow(tab).filter((node) => node.type === 'function' && logicOf(node) !== '');
      assert.deepEqual(written.map(({ id, name }) => `${id} ${name ?? ''}`), []);
    });
  }
});

describe('conventions: files', () => {
  const files = projectFiles();
  const texts = files.filter((file) => !/\.(?:png|jpe?g|ico|woff2?|gz|db|pdf)$/.test(file));

  it('no file names a package registry or a path of one machine', () => {
    const registry = /https?:\/\/[^\s"'`]*(?:registry|artifactory|verdaccio|nexus)[^\s"'`]*/i;
    const machine = /(?<![\w.:/-])\/(?:home|Users)\/[\w-]+\/|[A-Z]:\\Users\\/;
    const here = [packageRoot, homedir()].filter((folder) => folder.split(path.sep).length > 2);
    const found = texts.flatMap((file) => {
      const text = read(file);
      const named = registry.exec(text)?.[0] ?? machine.exec(text)?.[0] ?? here.find((folder) => text.includes(`${folder}${path.sep}`));
      return named === undefined ? [] : [`${file}: ${named}`];
    });
    assert.deepEqual(found, []);
  });

  it('a source file over 300 lines says why in its first line', () => {
    const long = files.filter((file) => /\.(?:ts|js|css|sql)$/.test(file)).filter((file) => {
      const lines = read(file).trimEnd().split('\n');
      return lines.length > 300 && !/^(?:\/\/|\/\*+|--) ?.{20,}/.test(lines[0] ?? '');
    });
    assert.deepEqual(long, []);
  });

  it('names say what a file answers', () => {
    const vague = files.filter((file) => /(?:^|\/)(?:utils?|helpers?|common|managers?|base|misc)(?:\.[a-z.]+)?$/.test(file) && !file.startsWith('samples/'));
    const mixed = files.filter((file) => /\.ts$/.test(file) && !/^[a-z0-9.-]+$/.test(path.basename(file)));
    assert.deepEqual([...vague, ...mixed], []);
  });
});
