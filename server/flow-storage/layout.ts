import path from 'node:path';

/** Where a client's folder keeps what. Paths are relative to it, with `/` on every system. */
export const indexFile = 'flows.json';
/** Configuration nodes that every tab may use: the accounts. */
export const accountsFile = 'accounts.json';
export const sheetFolders = { tab: 'tabs', subflow: 'subflows' } as const;
export type SheetKind = keyof typeof sheetFolders;

/** A tab or a subflow: what has a file of its own. */
export function isSheet(type: string): type is SheetKind {
  return type === 'tab' || type === 'subflow';
}

export function sheetFile(kind: SheetKind, name: string): string {
  return `${sheetFolders[kind]}/${name}.json`;
}

export function nameOfSheet(file: string): string {
  return path.posix.basename(file, '.json');
}
