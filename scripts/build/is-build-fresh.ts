import { existsSync, readdirSync, statSync } from 'node:fs';
import path from 'node:path';

/** What the build reads. Folders count with everything below them. */
const sources = ['nodes', 'lib', 'server', 'sandbox', 'editor', 'icons', 'scripts/build', 'scripts/build.ts', 'settings.ts', 'tsconfig.json', 'tsconfig.build.json', 'tsconfig.editor.json'];

/** Its time is when the last good build began, so that an edit made meanwhile counts as newer. */
export function stampOf(root: string): string {
  return path.join(root, 'dist', '.built');
}

/** Whether dist/ is what the sources give: nothing was changed, added or removed since the last good build. */
export function isBuildFresh(root: string): boolean {
  const stamp = stampOf(root);
  if (!existsSync(stamp)) return false;
  const builtAt = statSync(stamp).mtimeMs;
  return sources.every((source) => newestIn(path.join(root, source)) <= builtAt);
}

/** A folder's own time tells of files that were added or removed. */
function newestIn(file: string): number {
  const stat = statSync(file, { throwIfNoEntry: false });
  if (!stat) return 0;
  if (!stat.isDirectory()) return stat.mtimeMs;
  return Math.max(stat.mtimeMs, ...readdirSync(file).map((name) => newestIn(path.join(file, name))));
}
