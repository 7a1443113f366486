import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';

/** Folders of a suite that are gone when it has ended. */
export function temporaryFolder(): { make(): Promise<string> } {
  const made: string[] = [];
  after(() => Promise.all(made.map((folder) => rm(folder, { recursive: true, force: true }))));
  return {
    async make() {
      const folder = await mkdtemp(path.join(tmpdir(), 'selvedge-'));
      made.push(folder);
      return folder;
    },
  };
}
