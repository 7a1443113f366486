import type { FlowNode } from './flow-node.ts';
import type { SheetKind } from './layout.ts';
import { accountsFile, indexFile, isSheet, sheetFolders } from './layout.ts';
import { byCodeUnit, orderKeys } from './order-keys.ts';
import { malformed, parseIndex, parseNodes } from './parse-flow-file.ts';

export interface JoinedFlows {
  /** As Node-RED takes them: tabs and subflows in their order, then everything else. */
  readonly flows: FlowNode[];
  /** File per tab or subflow. */
  readonly sheets: ReadonlyMap<string, string>;
  /** Files that hold a tab which another file, named by the index, holds as well: what an interrupted save or a hurried copy leaves. */
  readonly leftOver: readonly string[];
}

/**
 * One client's files as flows, always in the same order: the revision that Node-RED computes is then the same after a restart.
 * @throws FLOW_FOLDER_INVALID
 */
export function joinFlows(files: ReadonlyMap<string, string>): JoinedFlows {
  const indexText = files.get(indexFile);
  const index = indexText === undefined ? { tabs: [], subflows: [] } : parseIndex(indexFile, indexText);
  const sheets = new Map<string, string>();
  const heads: FlowNode[] = [];
  const contents: FlowNode[] = [];
  const leftOver: string[] = [];
  const origin = new Map<string, string>();
  const claim = (node: FlowNode, file: string): void => {
    const other = origin.get(node.id);
    if (other !== undefined) throw malformed(file, `the node ${node.id} is in ${other} as well`);
    origin.set(node.id, file);
  };

  const addSheet = (kind: SheetKind, file: string, listed: boolean): void => {
    const text = files.get(file);
    if (text === undefined) throw malformed(indexFile, `it names ${file}, which is not there`);
    const [head, ...nodes] = parseNodes(file, text);
    if (head?.type !== kind) throw malformed(file, `its first entry is not a ${kind}`);
    if (!listed && sheets.has(head.id)) {
      leftOver.push(file);
      return;
    }
    claim(head, file);
    sheets.set(head.id, file);
    heads.push(orderKeys(head));
    for (const node of nodes) {
      if (isSheet(node.type)) throw malformed(file, `it holds a second ${node.type} (${node.id})`);
      claim(node, file);
      contents.push(orderKeys({ ...node, z: head.id }));
    }
  };
  for (const kind of ['tab', 'subflow'] as const) {
    const listed = index[sheetFolders[kind]];
    for (const file of listed) addSheet(kind, file, true);
    // A file that somebody added by hand is a tab all the same.
    const unlisted = [...files.keys()].filter((file) => file.startsWith(`${sheetFolders[kind]}/`) && !listed.includes(file));
    for (const file of unlisted.sort(byCodeUnit)) addSheet(kind, file, false);
  }

  const shared: FlowNode[] = [];
  for (const node of parseNodes(accountsFile, files.get(accountsFile) ?? '[]')) {
    if (isSheet(node.type)) throw malformed(accountsFile, `it holds a ${node.type} (${node.id}), which needs a file of its own`);
    claim(node, accountsFile);
    shared.push(orderKeys(node));
  }
  return { flows: [...heads, ...shared, ...contents], sheets, leftOver };
}
