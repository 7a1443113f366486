import { cp, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { packageRoot } from '../../lib/package-root.ts';

/** A small package of its own in a temporary folder: the fixture nodes with the project's editor code and icons. */
export async function openFixturePackage(): Promise<{ readonly root: string; remove(): Promise<void> }> {
  const root = await mkdtemp(path.join(tmpdir(), 'selvedge-build-'));
  await cp(path.join(packageRoot, 'test/build/fixtures/nodes'), path.join(root, 'nodes'), { recursive: true });
  for (const folder of ['editor', 'icons', 'node_modules']) await symlink(path.join(packageRoot, folder), path.join(root, folder));
  await writeFile(path.join(root, 'package.json'), JSON.stringify({ name: 'fixture-nodes', version: '1.0.0', type: 'module', 'node-red': { nodes: {} } }));
  return { root, remove: () => rm(root, { recursive: true, force: true }) };
}
