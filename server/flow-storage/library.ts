import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { OperationError } from '../../lib/errors/operation-error.ts';
import { writeFileWhole } from './write-file-whole.ts';

type Meta = Record<string, unknown>;
/** Node-RED's answer for a folder: names of folders, and what is known of each file. */
type Listing = (string | (Meta & { fn: string }))[];

/** What people keep with "export to library": functions, templates, flows. One JSON file per entry with its description beside its text. */
export interface Library {
  read(type: string, entry: string): Promise<string | Listing>;
  write(type: string, entry: string, meta: Meta, body: string): Promise<void>;
}

export function openLibrary(dir: string): Library {
  const place = (type: string, entry: string): string => {
    const found = path.resolve(dir, type, `./${entry}`);
    if (!found.startsWith(path.resolve(dir) + path.sep)) throw new OperationError('PAYLOAD_INVALID', 'A library entry is named by a path inside the library.');
    return found;
  };
  const readEntry = async (file: string): Promise<{ meta: Meta; body: string }> => JSON.parse(await readFile(file, 'utf8')) as { meta: Meta; body: string };
  return {
    async read(type, entry) {
      const found = place(type, entry);
      const folder = await readdir(found, { withFileTypes: true }).catch(() => undefined);
      if (!folder) {
        if (entry === '' || entry.endsWith('/')) return [];
        return (await readEntry(`${found}.entry`)).body;
      }
      const files = folder.filter((item) => item.isFile() && item.name.endsWith('.entry')).map((item) => item.name.slice(0, -'.entry'.length));
      const described = await Promise.all(files.sort().map(async (name) => ({ ...(await readEntry(path.join(found, `${name}.entry`))).meta, fn: name })));
      return [...folder.filter((item) => item.isDirectory()).map((item) => item.name).sort(), ...described];
    },
    write: (type, entry, meta, body) => writeFileWhole(`${place(type, entry)}.entry`, `${JSON.stringify({ meta, body }, null, 2)}\n`),
  };
}
