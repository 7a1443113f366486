import { chmodSync, cpSync, existsSync, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { packageRoot } from '../../lib/package-root.ts';

const modules = path.join(packageRoot, 'node_modules');

/** Whether somebody who is neither owner nor in the group can get as far as this folder. */
function othersReach(folder: string): boolean {
  const parent = path.dirname(folder);
  return (statSync(folder).mode & 0o001) !== 0 && (parent === folder || othersReach(parent));
}

/**
 * The entry of an installed package from where the unprivileged user may run its programs. PostgreSQL refuses to run as
 * root; where root's checkout is closed to others (a private temporary folder, for instance), the package and what it
 * depends on are copied to an open one.
 */
export function reachablePackage(name: string): { readonly entry: string; remove(): void } {
  const needsCopy = process.getuid?.() === 0 && !othersReach(modules);
  const folder = needsCopy ? openCopy(name) : undefined;
  const entry = path.join(folder ? path.join(folder, 'node_modules') : modules, name, manifestOf(name).exports ?? 'index.js');
  return { entry: pathToFileURL(entry).href, remove: () => folder && rmSync(folder, { recursive: true, force: true }) };
}

function openCopy(name: string): string {
  const folder = mkdtempSync(path.join(tmpdir(), 'selvedge-modules-'));
  chmodSync(folder, 0o755);
  const copied = new Set<string>();
  const copy = (one: string): void => {
    // Of the platform packages only this machine's is installed.
    if (copied.has(one) || !existsSync(path.join(modules, one))) return;
    copied.add(one);
    cpSync(path.join(modules, one), path.join(folder, 'node_modules', one), { recursive: true, verbatimSymlinks: true });
    const { dependencies = {}, optionalDependencies = {} } = manifestOf(one);
    for (const needed of Object.keys({ ...dependencies, ...optionalDependencies })) copy(needed);
  };
  copy(name);
  return folder;
}

interface Manifest {
  /** Where the package is entered, for those that have one entry. */
  readonly exports?: string;
  readonly dependencies?: Record<string, string>;
  readonly optionalDependencies?: Record<string, string>;
}

function manifestOf(name: string): Manifest {
  return JSON.parse(readFileSync(path.join(modules, name, 'package.json'), 'utf8')) as Manifest;
}
