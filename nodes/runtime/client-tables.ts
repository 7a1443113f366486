import { readFile, stat } from 'node:fs/promises';
import path from 'node:path';
import { OperationError } from '../../lib/errors/operation-error.ts';
import type { MappingTable } from '../../lib/operations/read-mapping-table.ts';
import { readMappingTable } from '../../lib/operations/read-mapping-table.ts';

/** The client's mapping tables, `<client folder>/tables/<name>.csv`, as they stand on disk now. */
export interface ClientTables {
  /**
   * @throws TABLE_MISSING, TABLE_INVALID
   */
  read(name: string): Promise<MappingTable>;
}

/** An edited file counts from the next message on: the time of its last change is looked at each time. */
export function openClientTables(clientDir: string): ClientTables {
  const cache = new Map<string, { readonly changedAt: number; readonly size: number; readonly table: MappingTable }>();
  return {
    async read(name) {
      const file = path.join(clientDir, 'tables', `${name}.csv`);
      const found = await stat(file).catch(() => undefined);
      if (!found || !/^[a-z0-9-]+$/.test(name)) {
        throw new OperationError('TABLE_MISSING', `There is no table tables/${name}.csv in the client's folder.`, { details: { table: name } });
      }
      const cached = cache.get(name);
      if (cached?.changedAt === found.mtimeMs && cached.size === found.size) return cached.table;
      const table = readMappingTable(name, await readFile(file, 'utf8'));
      cache.set(name, { changedAt: found.mtimeMs, size: found.size, table });
      return table;
    },
  };
}
