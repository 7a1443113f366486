import { utimes, writeFile } from 'node:fs/promises';
import { copyIcons } from './copy-icons.ts';
import { findNodeFolders } from './find-node-folders.ts';
import { stampOf } from './is-build-fresh.ts';
import { listNodesInPackage } from './list-nodes-in-package.ts';
import { removeStaleOutput } from './remove-stale-output.ts';
import { runTsc } from './run-tsc.ts';
import { writeNode } from './write-node.ts';

/** Builds dist/ and `node-red.nodes`. Answers the exit code: tsc's own when there is a type error. */
export async function buildPackage(root: string): Promise<number> {
  const began = new Date();
  const codes = await Promise.all([runTsc(root, 'tsconfig.build.json'), runTsc(root, 'tsconfig.editor.json')]);
  const failed = codes.find((code) => code !== 0);
  if (failed !== undefined) return failed;
  const folders = await findNodeFolders(root);
  const written = [...(await Promise.all(folders.map((folder) => writeNode(root, folder)))).flat(), ...(await copyIcons(root, folders))];
  await removeStaleOutput(root, written);
  await listNodesInPackage(root, folders);
  await writeFile(stampOf(root), '');
  await utimes(stampOf(root), began, began);
  return 0;
}
