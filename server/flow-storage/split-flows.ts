import type { FlowNode } from './flow-node.ts';
import { formatJson } from './format-json.ts';
import type { SheetKind } from './layout.ts';
import { accountsFile, indexFile, isSheet, nameOfSheet, sheetFile, sheetFolders } from './layout.ts';
import { nameFile } from './name-file.ts';
import { byCodeUnit, orderKeys } from './order-keys.ts';

export interface SplitFlows {
  /** Text per file. */
  readonly files: ReadonlyMap<string, string>;
  /** File per tab or subflow. */
  readonly sheets: ReadonlyMap<string, string>;
}

/**
 * One client's flows as files: one per tab and subflow, one for what belongs to no tab, and the index with their order.
 * @param present the file each tab and subflow has now
 * @param foreign files in the folders that belong to no tab: their names are not free
 */
export function splitFlows(flows: readonly FlowNode[], present: ReadonlyMap<string, string>, foreign: Iterable<string> = []): SplitFlows {
  const sheets = nameSheets(flows.filter((node) => isSheet(node.type)), present, foreign);
  const contents = new Map<string, FlowNode[]>([...sheets.values()].map((file) => [file, []]));
  const shared: FlowNode[] = [];
  for (const node of flows) {
    if (isSheet(node.type)) continue;
    const file = node.z === undefined ? undefined : sheets.get(node.z);
    if (file === undefined) shared.push(node);
    else contents.get(file)?.push(withoutPlace(node));
  }

  const files = new Map<string, string>();
  const order: Record<string, string[]> = { tabs: [], subflows: [] };
  for (const sheet of flows) {
    const file = sheets.get(sheet.id);
    if (file === undefined || !isSheet(sheet.type)) continue;
    files.set(file, formatJson([orderKeys(sheet), ...inOrder(contents.get(file) ?? [])]));
    order[sheetFolders[sheet.type]]?.push(file);
  }
  if (shared.length > 0) files.set(accountsFile, formatJson(inOrder(shared)));
  files.set(indexFile, formatJson(order));
  return { files, sheets };
}

function nameSheets(sheets: readonly FlowNode[], present: ReadonlyMap<string, string>, foreign: Iterable<string>): Map<string, string> {
  const taken = new Set(foreign);
  const named = new Map<string, string>();
  const name = (sheet: FlowNode, keep: boolean): void => {
    const kind = sheet.type as SheetKind;
    const label = (kind === 'tab' ? sheet.label : sheet.name) ?? '';
    const before = present.get(sheet.id);
    const names = new Set([...taken].filter((file) => file.startsWith(`${sheetFolders[kind]}/`)).map(nameOfSheet));
    const found = sheetFile(kind, nameFile(label, before === undefined ? undefined : nameOfSheet(before), names));
    if (keep && found !== before) return;
    taken.add(found);
    named.set(sheet.id, found);
  };
  // Those that stay where they are come first: a new tab never pushes an old one out of its file.
  for (const sheet of sheets) if (present.has(sheet.id)) name(sheet, true);
  for (const sheet of sheets) if (!named.has(sheet.id)) name(sheet, false);
  return named;
}

function inOrder(nodes: readonly FlowNode[]): FlowNode[] {
  return nodes.map(orderKeys).sort((left, right) => byCodeUnit(left.id, right.id));
}

/** The file says in which tab a node stands. */
function withoutPlace(node: FlowNode): FlowNode {
  return Object.fromEntries(Object.entries(node).filter(([key]) => key !== 'z')) as FlowNode;
}
