import { randomBytes } from 'node:crypto';
import { access, mkdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { OperationError } from '../lib/errors/operation-error.ts';
import { writeFileWhole } from './flow-storage/write-file-whole.ts';

export interface DataFolder {
  /** Encrypts the credentials that the editor stores, unless CREDENTIAL_SECRET names another. Lost, they must be typed in again. */
  readonly credentialSecret: string;
}

/**
 * Node-RED looks for a package.json in its user folder at every start, and logs an error when there is none.
 * @throws SETTING_INVALID
 */
export async function prepareDataFolder(dataDir: string): Promise<DataFolder> {
  const manifest = path.join(dataDir, 'package.json');
  try {
    await mkdir(dataDir, { recursive: true });
    await access(manifest).catch(() => writeFileWhole(manifest, `${JSON.stringify({ name: 'selvedge-data', private: true }, null, 2)}\n`));
    return { credentialSecret: await readSecret(path.join(dataDir, 'credential-secret')) };
  } catch (error) {
    throw new OperationError('SETTING_INVALID', `DATA_DIR is "${dataDir}", but nothing can be written there (${error instanceof Error ? error.message : String(error)}).`, { cause: error });
  }
}

async function readSecret(file: string): Promise<string> {
  const kept = await readFile(file, 'utf8').catch(() => '');
  if (kept.trim() !== '') return kept.trim();
  const made = randomBytes(32).toString('hex');
  await writeFile(file, `${made}\n`, { mode: 0o600 });
  return made;
}
