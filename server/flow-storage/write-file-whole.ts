import { mkdir, rename, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';

let count = 0;

/**
 * A reader sees the old content or the new one, also after a power cut: the text is on disk under another name before
 * it takes the place. `mode` as in chmod, for what only this user may read.
 */
export async function writeFileWhole(file: string, text: string, mode = 0o644): Promise<void> {
  await mkdir(path.dirname(file), { recursive: true });
  count += 1;
  const waiting = path.join(path.dirname(file), `.${path.basename(file)}.${process.pid}-${count}.tmp`);
  try {
    await writeFile(waiting, text, { mode, flush: true });
    await rename(waiting, file);
  } catch (error) {
    await rm(waiting, { force: true });
    throw error;
  }
}
