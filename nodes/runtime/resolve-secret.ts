import type { Node, NodeAPI } from 'node-red';

/** A secret from Node-RED's encrypted credentials or, when none is stored, from the named environment variable. */
export function resolveSecret(RED: NodeAPI, node: Node, stored: string | undefined, variable: string): string {
  if (stored) return stored;
  if (!variable) return '';
  const value: unknown = RED.util.getSetting(node, variable);
  return typeof value === 'string' ? value : '';
}
