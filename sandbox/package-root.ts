import { existsSync } from 'node:fs';
import path from 'node:path';

/** Walks up to the package.json, because this code runs from `sandbox/` as source and from `dist/sandbox/` compiled. */
const findPackageRoot = (start: string): string => {
  for (let folder = start; ; folder = path.dirname(folder)) {
    if (existsSync(path.join(folder, 'package.json'))) return folder;
    if (path.dirname(folder) === folder) throw new Error(`No package.json above ${start}: the recorded samples cannot be found.`);
  }
};

export const packageRoot = findPackageRoot(import.meta.dirname);
