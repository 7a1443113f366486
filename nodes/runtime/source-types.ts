import type { NodeDefinition } from './node-definition.ts';

const types = new Set<string>();

/** Types of the nodes that read from outside by themselves: of each such node only one worker's runs at a time. */
export const sourceTypes: ReadonlySet<string> = types;

/** To be called when the type is registered, which is before any flow starts. */
export function declareSource({ type }: NodeDefinition): void {
  types.add(type);
}
