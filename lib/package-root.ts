import { existsSync } from 'node:fs';
import path from 'node:path';

/** The folder of package.json, whether this runs from source or from dist/. */
export const packageRoot: string = findUp(import.meta.dirname);

function findUp(folder: string): string {
  if (existsSync(path.join(folder, 'package.json'))) return folder;
  const parent = path.dirname(folder);
  if (parent === folder) throw new Error('package.json was not found above the running code');
  return findUp(parent);
}
