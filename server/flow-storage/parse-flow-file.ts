import { OperationError } from '../../lib/errors/operation-error.ts';
import { findJsonErrorLine } from './find-json-error.ts';
import type { FlowNode } from './flow-node.ts';
import { isFlowNode } from './flow-node.ts';

/** @throws FLOW_FOLDER_INVALID naming the file, and the line where there is one */
export function parseNodes(file: string, text: string): FlowNode[] {
  const found = parseJson(file, text);
  if (!Array.isArray(found)) throw malformed(file, 'it is not a list of nodes');
  return found.map((entry: unknown, index) => {
    if (!isFlowNode(entry)) throw malformed(file, `entry ${index + 1} is not a node with an id and a type`);
    return entry;
  });
}

/** @throws FLOW_FOLDER_INVALID */
export function parseIndex(file: string, text: string): { tabs: string[]; subflows: string[] } {
  const found = parseJson(file, text) as Record<string, unknown> | null;
  const list = (name: string): string[] => {
    const files: unknown = typeof found === 'object' ? found?.[name] : undefined;
    const named = new RegExp(`^${name}/[^/\\\\]+\\.json$`);
    if (!Array.isArray(files) || !files.every((entry): entry is string => typeof entry === 'string' && named.test(entry))) {
      throw malformed(file, `"${name}" is not a list of files in ${name}/`);
    }
    return files;
  };
  return { tabs: list('tabs'), subflows: list('subflows') };
}

export function malformed(file: string, reason: string, cause?: unknown): OperationError {
  return new OperationError('FLOW_FOLDER_INVALID', `The flow file ${file} cannot be used: ${reason}.`, { details: { file }, cause });
}

function parseJson(file: string, text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    const merge = /^(?:<{7}|={7}|>{7})/m.exec(text);
    if (merge) throw malformed(file, `line ${text.slice(0, merge.index).split('\n').length} has the marks of an unfinished merge`, error);
    throw malformed(file, `line ${findJsonErrorLine(text)} is not JSON`, error);
  }
}
