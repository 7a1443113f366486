import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { packageRoot } from '../../lib/package-root.ts';
import { isBuildFresh } from '../../scripts/build/is-build-fresh.ts';
import { openFixturePackage } from './fixture-package.ts';

describe('build of the package', function () {
  this.timeout(60_000);
  let fixture: Awaited<ReturnType<typeof openFixturePackage>>;
  before(async () => {
    fixture = await openFixturePackage();
    const { root } = fixture;
    // The fixture's editor half is the project's own, which the project's own type check covers.
    for (const name of ['tsconfig.json', 'tsconfig.build.json']) await symlink(path.join(packageRoot, name), path.join(root, name));
    const compilerOptions = { noEmit: true, skipLibCheck: true, types: [] };
    await writeFile(path.join(root, 'tsconfig.editor.json'), JSON.stringify({ compilerOptions, files: ['settings.ts'] }));
    await writeFile(path.join(root, 'settings.ts'), "export const port: number = 1880;\n");
    await rm(path.join(root, 'nodes/operations/every-control'), { recursive: true });
    await mkdir(path.join(root, 'nodes/runtime'));
    const definition = path.join(root, 'nodes/operations/every-account/every-account.definition.ts');
    const source = await readFile(definition, 'utf8');
    await writeFile(definition, source.replace(/import type \{ NodeDefinition \}.*\n/, '').replace(': NodeDefinition', ''));
  });
  after(() => fixture.remove());

  function build(): Promise<{ code: number | null; output: string }> {
    const module = pathToFileURL(path.join(packageRoot, 'scripts/build/build-package.ts')).href;
    const program = `const { buildPackage } = await import(${JSON.stringify(module)}); process.exitCode = await buildPackage(${JSON.stringify(fixture.root)});`;
    return new Promise((resolve) => {
      const child = spawn(process.execPath, ['--input-type=module', '-e', program]);
      let output = '';
      child.stdout.on('data', (data: Buffer) => (output += data.toString()));
      child.stderr.on('data', (data: Buffer) => (output += data.toString()));
      child.once('exit', (code) => resolve({ code, output }));
    });
  }

  it('writes dist, lists the nodes in package.json, removes what no source stands behind, and is fresh', async () => {
    const stale = ['dist/lib/gone.js', 'dist/lib/gone.js.map', 'dist/nodes/operations/old-node/old-node.html'].map((file) => path.join(fixture.root, file));
    for (const file of stale) {
      await mkdir(path.dirname(file), { recursive: true });
      await writeFile(file, '');
    }
    assert.deepEqual(await build(), { code: 0, output: '' });
    assert.ok(existsSync(path.join(fixture.root, 'dist/settings.js')));
    assert.ok(existsSync(path.join(fixture.root, 'dist/nodes/operations/every-account/every-account.html')));
    for (const file of stale) assert.equal(existsSync(file), false, file);
    const manifest = JSON.parse(await readFile(path.join(fixture.root, 'package.json'), 'utf8')) as { name: string; 'node-red': object };
    assert.equal(manifest.name, 'fixture-nodes');
    assert.deepEqual(manifest['node-red'], { nodes: { 'every-account': 'dist/nodes/operations/every-account/every-account.js' } });
    assert.equal(isBuildFresh(fixture.root), true);
  });

  it("fails on a type error with tsc's own message and exit code, and is not fresh", async () => {
    await writeFile(path.join(fixture.root, 'settings.ts'), "export const port: number = 'eighteen';\n");
    const { code, output } = await build();
    assert.equal(code, 2);
    assert.match(output, /settings\.ts\(1,14\): error TS2322/);
    assert.equal(isBuildFresh(fixture.root), false);
  });
});
