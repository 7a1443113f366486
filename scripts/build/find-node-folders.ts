import { existsSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import type { NodeDefinition } from '../../nodes/runtime/node-definition.ts';
import type { NodeFolder } from './node-folder.ts';

/** Every node type below nodes/, sorted by type. A folder is one when it holds `<its name>.definition.ts`. */
export async function findNodeFolders(root: string): Promise<readonly NodeFolder[]> {
  const nodes = path.join(root, 'nodes');
  const found: NodeFolder[] = [];
  for (const group of await foldersIn(nodes)) {
    for (const type of await foldersIn(path.join(nodes, group))) {
      const folder = path.join(nodes, group, type);
      const file = path.join(folder, `${type}.definition.ts`);
      if (!existsSync(file)) continue;
      const { definition } = (await import(pathToFileURL(file).href)) as { definition?: NodeDefinition };
      if (definition?.type !== type || definition.group !== group) {
        throw new Error(`${path.relative(root, file)} must export a definition of type "${type}" in group "${group}".`);
      }
      found.push({ group, type, path: folder, definition });
    }
  }
  return found.sort((a, b) => (a.type < b.type ? -1 : 1));
}

async function foldersIn(folder: string): Promise<string[]> {
  if (!existsSync(folder)) return [];
  const entries = await readdir(folder, { withFileTypes: true });
  return entries.filter((entry) => entry.isDirectory()).map((entry) => entry.name).sort();
}
