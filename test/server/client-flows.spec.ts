import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import path from 'node:path';
import { joinFlows } from '../../server/flow-storage/join-flows.ts';
import { readFlowFiles } from '../../server/flow-storage/read-flow-files.ts';
import { splitFlows } from '../../server/flow-storage/split-flows.ts';

const flowsDir = path.resolve(import.meta.dirname, '../../flows');
const clients = readdirSync(flowsDir, { withFileTypes: true }).filter((entry) => entry.isDirectory()).map((entry) => entry.name);

describe('the flows of', () => {
  for (const client of clients) {
    it(`${client} are written as a deploy writes them, so that the first deploy changes nothing else`, async () => {
      const files = await readFlowFiles(path.join(flowsDir, client));
      assert(files.size > 0, 'this client has no flows');
      const { flows, sheets, leftOver } = joinFlows(files);
      assert.deepEqual(leftOver, []);
      assert.deepEqual(Object.fromEntries(splitFlows(flows, sheets).files), Object.fromEntries(files));
    });
  }
});
