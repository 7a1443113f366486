import type { Node, NodeAPI } from 'node-red';

/** A secret from Node-RED's encrypted credentials or, when none is stored, from the named environment variable. */
export function resolveSecret(RED: NodeAPI, node: Node | undefined, stored: string | undefined, variable: string): string {
  return stored || (variable === '' ? '' : (readVariable(RED, node, variable) ?? ''));
}

/** An environment variable as the node's flow sees it; of a node that is not deployed yet, as the process does. */
export function readVariable(RED: NodeAPI, node: Node | undefined, name: string): string | undefined {
  const value: unknown = RED.util.getSetting(node as Node, name);
  return typeof value === 'string' ? value : undefined;
}
