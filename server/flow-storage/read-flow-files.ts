import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { OperationError } from '../../lib/errors/operation-error.ts';
import { accountsFile, indexFile, sheetFolders } from './layout.ts';

/**
 * The text of every flow file of a client's folder, by path relative to it. Whatever else is there (tables, a README,
 * a copy that an editor or a merge tool left) is not looked at.
 * @throws FLOW_FOLDER_INVALID
 */
export async function readFlowFiles(clientDir: string): Promise<Map<string, string>> {
  const names = [indexFile, accountsFile];
  for (const folder of Object.values(sheetFolders)) {
    const found = await orWhenAbsent(readdir(path.join(clientDir, folder)), [], clientDir, folder);
    names.push(...found.filter((name) => name.endsWith('.json') && !name.startsWith('.')).map((name) => `${folder}/${name}`));
  }
  const files = new Map<string, string>();
  for (const name of names.sort()) {
    const text = await orWhenAbsent(readFile(path.join(clientDir, name), 'utf8'), undefined, clientDir, name);
    if (text !== undefined) files.set(name, text);
  }
  return files;
}

async function orWhenAbsent<T, A>(reading: Promise<T>, absent: A, clientDir: string, name: string): Promise<T | A> {
  try {
    return await reading;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return absent;
    throw new OperationError('FLOW_FOLDER_INVALID', `${path.join(clientDir, name)} cannot be read (${error instanceof Error ? error.message : String(error)}).`, { cause: error });
  }
}
