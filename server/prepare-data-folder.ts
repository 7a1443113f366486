import { randomBytes } from 'node:crypto';
import { access, link, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
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

/** Workers that share the folder and start at once must come to one secret: whose file is there first has made it. */
async function readSecret(file: string): Promise<string> {
  const kept = async (): Promise<string> => (await readFile(file, 'utf8').catch(() => '')).trim();
  const known = await kept();
  if (known !== '') return known;
  const draft = `${file}.${process.pid}`;
  await writeFile(draft, `${randomBytes(32).toString('hex')}\n`, { mode: 0o600, flush: true });
  try {
    await link(draft, file);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  } finally {
    await rm(draft, { force: true });
  }
  return kept();
}
