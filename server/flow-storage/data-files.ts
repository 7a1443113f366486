import { readFile } from 'node:fs/promises';
import { OperationError } from '../../lib/errors/operation-error.ts';
import { writeFileWhole } from './write-file-whole.ts';

type Content = Record<string, unknown>;

/** One JSON object in the data folder, for this user's eyes only. */
export interface DataFile {
  read(): Promise<Content>;
  write(content: Content): Promise<void>;
}

export function dataFile(file: string): DataFile {
  return {
    async read() {
      let text: string;
      try {
        text = await readFile(file, 'utf8');
      } catch (error) {
        if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return {};
        throw error;
      }
      try {
        return JSON.parse(text) as Content;
      } catch (error) {
        throw new OperationError('FLOW_FOLDER_INVALID', `${file} is not JSON; put back a copy, or delete it and enter what it held again in the editor.`, { cause: error });
      }
    },
    write: (content) => writeFileWhole(file, `${JSON.stringify(content, null, 2)}\n`, 0o600),
  };
}
