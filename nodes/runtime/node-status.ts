import type { Node } from 'node-red';

/** The four states that every screen of the kit knows; the shape says the same as the colour. */
export type NodeState = 'good' | 'waiting' | 'needs-person' | 'broken';

const looks = {
  'good': { fill: 'green', shape: 'dot' },
  'waiting': { fill: 'blue', shape: 'ring' },
  'needs-person': { fill: 'yellow', shape: 'dot' },
  'broken': { fill: 'red', shape: 'ring' },
} as const;

/** Node-RED shows about 20 characters under a node. */
export function showState(node: Pick<Node, 'status'>, state: NodeState, text: string): void {
  node.status({ ...looks[state], text });
}
