/** A node as Node-RED keeps it: `z` is the tab or subflow it stands in, absent for what belongs to the whole flow. */
export interface FlowNode {
  readonly id: string;
  readonly type: string;
  readonly z?: string;
  readonly label?: string;
  readonly name?: string;
  readonly [property: string]: unknown;
}

export function isFlowNode(value: unknown): value is FlowNode {
  if (typeof value !== 'object' || value === null) return false;
  const { id, type, z } = value as Record<string, unknown>;
  return typeof id === 'string' && id !== '' && typeof type === 'string' && type !== '' && (z === undefined || typeof z === 'string');
}
