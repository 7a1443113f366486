import { readdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';

type FlowNode = Record<string, unknown> & { readonly type: string };

const lane = {
  retryDelaysSeconds: ['1', '1', '2'],
  classDelays: [
    { failure: 'rate-limit', seconds: '1 2' },
    { failure: 'unknown-outcome', seconds: '1 2' },
    { failure: 'own', seconds: '0.5 1' },
  ],
  probeDelaysSeconds: ['0.5', '1'],
} as const;
const timeoutSeconds = 2;

/**
 * Shortens, in a copy of a client's flows, how long a lane pauses before it tries again and how long a call may take: what
 * would be a day of a shop fits into minutes then. Nothing else is changed.
 */
export async function makeImpatient(flowsDir: string, client: string): Promise<void> {
  const folder = path.join(flowsDir, client);
  const tabs = (await readdir(path.join(folder, 'tabs'))).map((name) => path.join('tabs', name));
  for (const name of ['accounts.json', ...tabs]) {
    const file = path.join(folder, name);
    const nodes = JSON.parse(await readFile(file, 'utf8')) as FlowNode[];
    await writeFile(file, JSON.stringify(nodes.map(impatient), null, 2));
  }
}

function impatient(node: FlowNode): FlowNode {
  if (node.type === 'durable-lane') return { ...node, ...lane };
  return 'timeoutSeconds' in node ? { ...node, timeoutSeconds } : node;
}
