import { access, mkdir } from 'node:fs/promises';
import path from 'node:path';
import { OperationError } from '../lib/errors/operation-error.ts';
import { writeFileWhole } from './flow-storage/write-file-whole.ts';

/**
 * Node-RED looks for a package.json in its user folder at every start, and logs an error when there is none.
 * @throws SETTING_INVALID
 */
export async function prepareDataFolder(dataDir: string): Promise<void> {
  const manifest = path.join(dataDir, 'package.json');
  try {
    await mkdir(dataDir, { recursive: true });
    await access(manifest).catch(() => writeFileWhole(manifest, `${JSON.stringify({ name: 'selvedge-data', private: true }, null, 2)}\n`));
  } catch (error) {
    throw new OperationError('SETTING_INVALID', `DATA_DIR is "${dataDir}", but nothing can be written there (${error instanceof Error ? error.message : String(error)}).`, { cause: error });
  }
}
