import { copyFile, mkdir, readdir } from 'node:fs/promises';
import path from 'node:path';
import type { NodeFolder } from './node-folder.ts';

/**
 * Node-RED serves icons from a folder `icons` beside a node's entry, for the whole module: one copy, beside the first
 * node that has an icon. Answers the files written.
 */
export async function copyIcons(root: string, folders: readonly NodeFolder[]): Promise<string[]> {
  const owner = folders.find(({ definition }) => definition.icon !== undefined);
  if (!owner) return [];
  const target = path.join(root, 'dist/nodes', owner.group, owner.type, 'icons');
  await mkdir(target, { recursive: true });
  const names = (await readdir(path.join(root, 'icons'))).filter((name) => name.endsWith('.svg')).sort();
  return Promise.all(
    names.map(async (name) => {
      await copyFile(path.join(root, 'icons', name), path.join(target, name));
      return path.join(target, name);
    }),
  );
}
