import type { NodeDefinition } from '../../nodes/runtime/node-definition.ts';

/** One node type on disk: nodes/<group>/<type>/. */
export interface NodeFolder {
  readonly group: string;
  readonly type: string;
  /** Absolute path. */
  readonly path: string;
  readonly definition: NodeDefinition;
}
