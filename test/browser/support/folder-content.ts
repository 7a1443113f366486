import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';

/** Every file of a folder as text, by its path below it. */
export async function folderContent(folder: string): Promise<ReadonlyMap<string, string>> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile()).map((entry) => path.join(entry.parentPath, entry.name));
  return new Map(await Promise.all(files.map(async (file) => [path.relative(folder, file), await readFile(file, 'utf8')] as const)));
}

/** Lines that stand in one text only, `-` before the old and `+` before the new; for texts of equal length in lines. */
export function changedLines(before: string, after: string): string[] {
  const [old, now] = [before.split('\n'), after.split('\n')];
  if (old.length !== now.length) throw new Error(`${old.length} lines became ${now.length}`);
  return old.flatMap((line, index) => (line === now[index] ? [] : [`- ${line.trim()}`, `+ ${(now[index] ?? '').trim()}`]));
}
