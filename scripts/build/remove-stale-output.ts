import { existsSync } from 'node:fs';
import { readdir, rm, rmdir } from 'node:fs/promises';
import path from 'node:path';

/**
 * Removes from dist/ what no source stands behind any more: compiled files without their `.ts`, and everything below
 * dist/nodes that this build has not written.
 */
export async function removeStaleOutput(root: string, written: readonly string[]): Promise<void> {
  const dist = path.join(root, 'dist');
  const kept = new Set(written);
  await clean(dist);

  async function clean(folder: string): Promise<void> {
    for (const entry of await readdir(folder, { withFileTypes: true })) {
      const file = path.join(folder, entry.name);
      if (entry.isDirectory()) await clean(file);
      else if (!kept.has(file) && isStale(file)) await rm(file);
    }
    if (folder !== dist && (await readdir(folder)).length === 0) await rmdir(folder);
  }

  function isStale(file: string): boolean {
    const relative = path.relative(dist, file);
    const stem = /^(.*)\.js(?:\.map)?$/.exec(relative)?.[1];
    if (stem !== undefined) return !existsSync(path.join(root, `${stem}.ts`));
    return relative.startsWith(`nodes${path.sep}`);
  }
}
