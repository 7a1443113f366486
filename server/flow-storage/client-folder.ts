import { rm } from 'node:fs/promises';
import path from 'node:path';
import { OperationError } from '../../lib/errors/operation-error.ts';
import type { FlowNode } from './flow-node.ts';
import { joinFlows } from './join-flows.ts';
import { indexFile } from './layout.ts';
import { readFlowFiles } from './read-flow-files.ts';
import { splitFlows } from './split-flows.ts';
import { writeFileWhole } from './write-file-whole.ts';

/** The flows in one client's folder. */
export interface ClientFolder {
  /** @throws FLOW_FOLDER_INVALID */
  load(): Promise<FlowNode[]>;
  /**
   * Writes what differs, and answers the flows as `load` would give them.
   * @throws FLOWS_CHANGED_ON_DISK when a flow file is not as it was at the last load or save
   */
  save(flows: readonly FlowNode[]): Promise<FlowNode[]>;
}

export function openClientFolder(clientDir: string, warn: (message: string) => void): ClientFolder {
  let known: ReadonlyMap<string, string> | undefined;
  let sheets: ReadonlyMap<string, string> = new Map();
  let leftOver: readonly string[] = [];

  const remember = (files: ReadonlyMap<string, string>): FlowNode[] => {
    const joined = joinFlows(files);
    ({ sheets, leftOver } = joined);
    known = files;
    return joined.flows;
  };

  return {
    async load() {
      const flows = remember(await readFlowFiles(clientDir));
      for (const file of leftOver) warn(`${path.join(clientDir, file)} holds a tab that another file in ${indexFile} holds already, so it is ignored; delete it, or give its nodes other ids.`);
      return flows;
    },
    async save(flows) {
      const present = await readFlowFiles(clientDir);
      refuseChanges(known ?? present, present, clientDir);
      const next = splitFlows(flows, sheets, leftOver);
      const differing = [...next.files].filter(([file, text]) => present.get(file) !== text);
      // The index goes between the new files and the removal of the old: interrupted anywhere, it names files that are there.
      differing.sort(([left], [right]) => Number(left === indexFile) - Number(right === indexFile));
      for (const [file, text] of differing) await writeFileWhole(path.join(clientDir, file), text);
      for (const file of present.keys()) {
        if (!next.files.has(file) && !leftOver.includes(file)) await rm(path.join(clientDir, file), { force: true });
      }
      return remember(new Map([...next.files, ...leftOver.map((file): [string, string] => [file, present.get(file) ?? ''])]));
    },
  };
}

function refuseChanges(known: ReadonlyMap<string, string>, present: ReadonlyMap<string, string>, clientDir: string): void {
  const changed = [...new Set([...known.keys(), ...present.keys()])].filter((file) => known.get(file) !== present.get(file));
  if (changed.length === 0) return;
  throw new OperationError(
    'FLOWS_CHANGED_ON_DISK',
    `Not saved: ${changed.join(', ')} in ${clientDir} changed since the flows were loaded, and saving would overwrite that. Export what you changed here, choose Restart Flows in the Deploy menu to load the folder, then make your change again.`,
    { details: { files: changed } },
  );
}
