import { lookUp, type MappingTable } from '../../lib/operations/read-mapping-table.ts';
import type { ClientTables } from './client-tables.ts';

/** Names of the groups of a SKU: its own first, then those of its style. */
export type GroupsOf = (skuCode: string, style: string) => readonly string[];

const none: readonly string[] = [];
const inNone: GroupsOf = () => none;

/**
 * Groups of SKUs by a client's table: `from` is a SKU code, `style:<style>` or `*` for everything else, `to` holds names
 * with spaces between. An edited table counts with the next question.
 * @param name '': there is no table, and no SKU belongs to a group
 */
export function openSkuGroups(tables: ClientTables, name: string): { current(): Promise<GroupsOf> } {
  let known: { readonly table: MappingTable; readonly groupsOf: GroupsOf } | undefined;
  return {
    async current() {
      if (name === '') return inNone;
      const table = await tables.read(name);
      if (known?.table !== table) known = { table, groupsOf: groupsBy(table) };
      return known.groupsOf;
    },
  };
}

function groupsBy(table: MappingTable): GroupsOf {
  const names = new Map<string, readonly string[]>();
  const namesIn = (text: string): readonly string[] => names.get(text) ?? keep(names, text, [...new Set(text.split(/\s+/))]);
  return (skuCode, style) => {
    const [own, ofStyle] = [table.rows.get(skuCode), table.rows.get(`style:${style}`)];
    if (own !== undefined && ofStyle !== undefined) return namesIn(`${own} ${ofStyle}`);
    const only = own ?? ofStyle ?? lookUp(table, []);
    return only === undefined ? none : namesIn(only);
  };
}

function keep<T>(map: Map<string, T>, key: string, value: T): T {
  map.set(key, value);
  return value;
}
