import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { NodeFolder } from './node-folder.ts';

/** `node-red.nodes` of package.json as the node folders demand it. */
export function nodesMember(folders: readonly Pick<NodeFolder, 'group' | 'type'>[]): Record<string, string> {
  const sorted = [...folders].sort((a, b) => (a.type < b.type ? -1 : 1));
  return Object.fromEntries(sorted.map(({ group, type }) => [type, `dist/nodes/${group}/${type}/${type}.js`]));
}

/** Writes that member, and the file only when it changes. */
export async function listNodesInPackage(root: string, folders: readonly NodeFolder[]): Promise<void> {
  const file = path.join(root, 'package.json');
  const before = await readFile(file, 'utf8');
  const manifest = JSON.parse(before) as { 'node-red'?: object };
  const after = `${JSON.stringify({ ...manifest, 'node-red': { ...manifest['node-red'], nodes: nodesMember(folders) } }, null, 2)}\n`;
  if (after !== before) await writeFile(file, after);
}
