import type { FlowNode } from './flow-node.ts';

/** What a reader looks for first, and what the editor changes most. */
const first = ['id', 'type', 'z', 'g', 'name', 'label'];
const last = ['x', 'y', 'w', 'h', 'wires'];

/** The node with its properties in the order in which files have them, so that a saved node differs only where it was changed. */
export function orderKeys(node: FlowNode): FlowNode {
  const between = Object.keys(node).filter((key) => !first.includes(key) && !last.includes(key));
  between.sort(byCodeUnit);
  const keys = [...first, ...between, ...last].filter((key) => Object.hasOwn(node, key) && node[key] !== undefined);
  return Object.fromEntries(keys.map((key) => [key, node[key]])) as FlowNode;
}

/** The same on every machine, whatever its language. */
export function byCodeUnit(left: string, right: string): number {
  return left < right ? -1 : left > right ? 1 : 0;
}
