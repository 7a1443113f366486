import assert from 'node:assert/strict';
import { openWorkspace, type Workspace } from '../../scripts/prove/workspace.ts';
import { startSandbox, type Sandbox } from '../../sandbox/start-sandbox.ts';
import { eventually } from '../support/eventually.ts';
import { startHost, type HostProcess } from './support/host-process.ts';

interface FlowNode {
  readonly id: string;
  readonly type: string;
  name?: string;
}

const orders = 60;

describe('a deploy while orders are under way', function () {
  this.timeout(60_000);
  let sandbox: Sandbox;
  let workspace: Workspace;
  let host: HostProcess;
  let url: string;

  beforeEach(async () => {
    // Orders take their time in BlueCherry, so that every deploy meets some of them on their way; a second sales order
    // under one reference would be taken, and seen.
    sandbox = await startSandbox({ allowDuplicateExternalRef: true, processingMs: 400, perOrderMs: 5 });
    workspace = await openWorkspace('harbour-thread', sandbox, { ORDERS_START_AT: new Date().toISOString(), ORDERS_SWEEP_SECONDS: '1', BLUECHERRY_SETTLE_SECONDS: '1' });
    const { env, client, flowsDir, dataDir } = workspace.host;
    host = startHost({ ...env, CLIENT: client, FLOWS_DIR: flowsDir, DATA_DIR: dataDir, PORT: '0', SANDBOX: 'on' }, 'dist/server/main.js');
    url = await host.ready();
  });
  afterEach(async () => {
    host.child.kill('SIGKILL');
    await host.exit;
    await sandbox.stop();
    await workspace.remove();
  });

  const deploy = async (type: 'nodes' | 'flows' | 'full', change: (node: FlowNode) => boolean): Promise<void> => {
    const headers = { 'Node-RED-API-Version': 'v2', 'Node-RED-Deployment-Type': type, 'Content-Type': 'application/json' };
    const { flows, rev } = (await (await fetch(`${url}flows`, { headers })).json()) as { flows: FlowNode[]; rev: string };
    const changed = flows.filter(change);
    assert.ok(changed.length > 0);
    const answer = await fetch(`${url}flows`, { method: 'POST', headers, body: JSON.stringify({ flows, rev }) });
    assert.equal(answer.status, 200, await answer.text());
  };
  const renamed = (type: string, round: number) => (node: FlowNode): boolean => {
    if (node.type !== type) return false;
    node.name = `${type} ${round}`;
    return true;
  };
  const inFlight = async (): Promise<true | undefined> => {
    const { lanes } = (await (await fetch(`${url}selvedge/lanes`)).json()) as { lanes: readonly { readonly inFlight: readonly object[] }[] };
    return lanes.some(({ inFlight: some }) => some.length > 0) || undefined;
  };
  const sent = (): string[] => sandbox.bluecherry.record().salesOrders.map(({ externalRef }) => externalRef);

  const kinds = [
    ['of the lane alone', 'nodes', 'durable-lane'],
    ['of the node that writes', 'nodes', 'bluecherry-out'],
    ['of the tab', 'flows', 'woocommerce-in'],
    ['of everything', 'full', 'order-validation'],
  ] as const;
  for (const [what, type, node] of kinds) {
    it(`${what} loses none of them and sends none twice`, async () => {
      const ids: number[] = [];
      for (let round = 1; round <= 6; round += 1) {
        ids.push(...sandbox.woocommerce.shop.cloneOrders({ count: orders / 6, ids: [53] }));
        await eventually('orders on their way', inFlight, 20_000);
        await deploy(type, renamed(node, round));
      }
      const expected = ids.map((id) => `HT-${String(id)}`).sort();
      await eventually('all orders', () => sent().length >= expected.length || undefined, 30_000);
      assert.deepEqual(sent().sort(), expected);
      const exceptions = (await (await fetch(`${url}selvedge/exceptions?state=open,assigned,replaying`)).json()) as { items: readonly object[] };
      assert.deepEqual(exceptions.items, []);
    });
  }
});
