import { strict as assert } from 'node:assert';
import { createFlowGraph, type FlowGraph } from '../../nodes/runtime/flow-graph.ts';
import type { FlowNode } from '../../nodes/runtime/running-nodes.ts';

const tab = { id: 'tab', type: 'tab' };
const at = (id: string, type: string, wires: string[][] = [], more: object = {}): FlowNode => ({ id, type, z: 'tab', wires, ...more });
const lane = (id: string, wires: string[][] = [], more: object = {}): FlowNode => at(id, 'durable-lane', wires, { lane: `${id}-name`, ...more });
const graphOf = (nodes: readonly FlowNode[], variables: Record<string, string> = {}): FlowGraph =>
  createFlowGraph([tab, ...nodes], { lane: 'durable-lane', sources: new Set(['shop-in', 'erp-in', 'gate']), variable: (name) => variables[name] });

describe('the graph of the deployed flows', () => {
  describe('leases', () => {
    const orders = [at('in', 'shop-in', [['check']], { account: 'shop' }), at('check', 'order-validation', [['lane']], { account: 'erp' }), lane('lane', [['out']]), at('out', 'erp-out', [], { account: 'erp' })];

    it('one for all that touch an account, directly or through others, named by the smallest', () => {
      const graph = graphOf([...orders, at('skus', 'erp-in', [], { account: 'erp' })]);
      assert.deepEqual(['in', 'lane', 'skus'].map((id) => graph.leaseOf(id)), ['account:erp', 'account:erp', 'account:erp']);
    });

    it('of their own for what touches no account in common', () => {
      const graph = graphOf([at('in', 'shop-in', [['lane']], { account: 'shop' }), lane('lane', [['out']]), at('out', 'erp-out', [], { account: 'erp' })]);
      assert.deepEqual(['in', 'lane'].map((id) => graph.leaseOf(id)), ['account:shop', 'account:erp']);
    });

    it('named after the lane or the source where there is no account', () => {
      const graph = graphOf([at('in', 'shop-in', [['lane']]), lane('lane', [['end']]), at('end', 'debug')]);
      assert.deepEqual(['in', 'lane'].map((id) => graph.leaseOf(id)), ['source:in', 'lane:lane-name']);
    });

    it('the same whatever the order in which the nodes stand', () => {
      const chain = [at('a', 'shop-in', [], { account: 'c3' }), at('b', 'erp-in', [['b2']], { account: 'c3' }), at('b2', 'erp-out', [], { account: 'c2' }), at('d', 'erp-in', [['d2']], { account: 'c2' }), at('d2', 'erp-out', [], { account: 'c1' })];
      for (const nodes of [chain, chain.toReversed()]) {
        const graph = graphOf(nodes);
        assert.deepEqual(['a', 'b', 'd'].map((id) => graph.leaseOf(id)), ['account:c1', 'account:c1', 'account:c1']);
      }
    });

    it('end at the next lane: what is behind that is its own matter', () => {
      const graph = graphOf([lane('first', [['second']]), lane('second', [['out']]), at('out', 'erp-out', [], { account: 'erp' })]);
      assert.deepEqual(['first', 'second'].map((id) => graph.leaseOf(id)), ['lane:first-name', 'account:erp']);
    });

    it('leave out what is disabled: a node, a tab', () => {
      const graph = graphOf([
        lane('lane', [['out']]),
        at('out', 'erp-out', [], { account: 'erp', d: true }),
        { id: 'off', type: 'tab', disabled: true },
        at('skus', 'erp-in', [], { account: 'erp', z: 'off' }),
      ]);
      assert.equal(graph.leaseOf('lane'), 'lane:lane-name');
      assert.equal(graph.leaseOf('skus'), 'source:skus');
    });

    it('follow a variable that names the account', () => {
      assert.equal(graphOf([at('in', 'shop-in', [], { account: '${SHOP}' })], { SHOP: 'shop' }).leaseOf('in'), 'account:shop');
    });
    describe('of what has an input and acts by itself', () => {
      const stock = [at('in', 'erp-in', [['ats']], { account: 'erp' }), at('ats', 'calculation', [['gate', 'changes']]), at('changes', 'calculation', [['lane']]), lane('lane', [['out']]), at('out', 'shop-out', [], { account: 'shop' })];
      const leases = (nodes: readonly FlowNode[], ...ids: string[]): string[] => ids.map((id) => graphOf(nodes).leaseOf(id));

      it('that of the source its messages come from, and the lane behind it keeps its own', () => {
        const nodes = [...stock, at('gate', 'gate', [['notices']]), lane('notices', [['mail']]), at('mail', 'mail-out', [], { account: 'mail' })];
        assert.deepEqual(leases(nodes, 'in', 'gate', 'lane', 'notices'), ['account:erp', 'account:erp', 'account:shop', 'account:mail']);
      });

      it('that of the source also where neither touches an account', () => {
        const nodes = [at('in', 'shop-in', [['work']]), at('work', 'calculation', [['a-gate']]), at('a-gate', 'gate', [['z-gate']]), at('z-gate', 'gate')];
        const [source = '', ...gates] = leases(nodes, 'in', 'a-gate', 'z-gate');
        assert.match(source, /^source:/);
        assert.deepEqual(gates, [source, source]);
      });

      it('that of the lane before it, and not that of what feeds the lane', () => {
        const nodes = [at('in', 'shop-in', [['lane']], { account: 'shop' }), lane('lane', [['gate']]), at('gate', 'gate')];
        assert.deepEqual(leases(nodes, 'in', 'lane', 'gate'), ['account:shop', 'lane:lane-name', 'lane:lane-name']);
      });

      it('one for all sources that come to it, which it brings together', () => {
        const nodes = [at('one', 'erp-in', [['gate']], { account: 'erp' }), at('two', 'shop-in', [['gate']], { account: 'shop' }), at('gate', 'gate'), at('out', 'shop-in', [], { account: 'shop' })];
        assert.deepEqual(leases(nodes, 'one', 'two', 'gate', 'out'), ['account:erp', 'account:erp', 'account:erp', 'account:erp']);
      });

      it('one with the account that it uses itself', () => {
        const nodes = [at('in', 'shop-in', [['gate']]), at('gate', 'gate', [['out']]), at('out', 'erp-out', [], { account: 'erp' })];
        assert.deepEqual(leases(nodes, 'in', 'gate'), ['account:erp', 'account:erp']);
      });

      it('its own where only a person sends to it, or nobody', () => {
        assert.deepEqual(leases([at('test', 'test-message', [['gate']]), at('gate', 'gate'), at('alone', 'gate')], 'gate', 'alone'), ['source:gate', 'source:alone']);
      });

      it('over the borders of a subflow, and the same whatever the order in which the nodes stand', () => {
        const inner: FlowNode[] = [{ id: 'sf', type: 'subflow', in: [{ wires: [{ id: 'gate' }] }], out: [] }, { id: 'gate', type: 'gate', z: 'sf', wires: [] }];
        const nodes = [...inner, at('b', 'shop-in', [['one']]), at('a', 'erp-in', [['one', 'two']]), at('one', 'subflow:sf'), at('two', 'subflow:sf'), at('c', 'shop-in', [['two']])];
        for (const order of [nodes, nodes.toReversed()]) assert.deepEqual(leases(order, 'a', 'b', 'c', 'one-gate', 'two-gate'), Array.from({ length: 5 }, () => 'source:a'));
      });
    });
  });

  describe('ways', () => {
    const after = (nodes: readonly FlowNode[], id = 'in'): readonly string[] => graphOf(nodes).lanesAfter(id).toSorted();

    it('lead over links, whichever end names the other', () => {
      assert.deepEqual(after([at('in', 'shop-in', [['lo']]), at('lo', 'link out', [], { links: ['li'] }), at('li', 'link in', [['lane']], { links: [] }), lane('lane')]), ['lane-name']);
      assert.deepEqual(after([at('in', 'shop-in', [['lo']]), at('lo', 'link out', [], { links: [] }), at('li', 'link in', [['lane']], { links: ['lo'] }), lane('lane')]), ['lane-name']);
    });

    it('lead through what a link call calls, and back to what it is wired to', () => {
      const call = [at('call', 'link call', [['lane']], { links: ['li'] }), at('li', 'link in', [['work']]), at('work', 'check', [['back']], { account: 'erp' }), at('back', 'link out', [], { mode: 'return', links: [] })];
      const graph = graphOf([at('in', 'shop-in', [['call']]), ...call, lane('lane')]);
      assert.deepEqual(graph.lanesAfter('work'), ['lane-name']);
      assert.equal(graph.leaseOf('in'), 'account:erp');
    });

    it('may lead to any link in from a call by name', () => {
      assert.deepEqual(after([at('in', 'shop-in', [['call']]), at('call', 'link call', [], { linkType: 'dynamic', links: [] }), at('li', 'link in', [['lane']]), lane('lane')]), ['lane-name']);
    });

    it('lead through Catch and Complete nodes, in their scope', () => {
      const nodes = [at('in', 'shop-in', [['work']]), at('work', 'check'), at('catch', 'catch', [['failed']], { scope: null }), lane('failed'), at('complete', 'complete', [['through']], { scope: ['work'] }), lane('through'), at('other', 'complete', [['never']], { scope: ['nobody'] }), lane('never')];
      assert.deepEqual(after(nodes), ['failed-name', 'through-name']);
    });

    it('lead into every instance of a subflow and out of it, with its own variables', () => {
      const subflow: FlowNode[] = [
        { id: 'sf', type: 'subflow', in: [{ wires: [{ id: 'work' }] }], out: [{ wires: [{ id: 'work', port: 1 }] }], env: [{ name: 'ACCOUNT', value: 'none' }] },
        { id: 'work', type: 'check', z: 'sf', account: '${ACCOUNT}', wires: [[], []] },
      ];
      const nodes = [
        ...subflow,
        at('in', 'shop-in', [['one']]), at('one', 'subflow:sf', [['lane']], { env: [{ name: 'ACCOUNT', value: 'erp' }] }), lane('lane'),
        at('in2', 'shop-in', [['two']]), at('two', 'subflow:sf', [['lane2']], { env: [{ name: 'ACCOUNT', value: 'mail' }] }), lane('lane2'),
      ];
      const graph = graphOf(nodes);
      assert.deepEqual(graph.lanesAfter('in'), ['lane-name']);
      assert.deepEqual(['in', 'in2'].map((id) => graph.leaseOf(id)), ['account:erp', 'account:mail']);
      assert.ok(graph.upstreamOf('lane2').has('two-work'));
      assert.ok(!graph.upstreamOf('lane2').has('one-work'));
    });

    it('tell all nodes and lanes whose messages end at a destination', () => {
      const graph = graphOf([at('in', 'shop-in', [['lane']]), lane('lane', [['out', 'mail']]), at('out', 'erp-out'), at('mail', 'mail-out'), at('test', 'test-message', [['mail']])]);
      assert.deepEqual([...graph.upstreamOf('out')].sort(), ['in', 'lane', 'lane:lane-name', 'out']);
    });

    it('may go round in circles', () => {
      assert.deepEqual(after([at('in', 'shop-in', [['a']]), at('a', 'check', [['b']]), at('b', 'check', [['a', 'lane']]), lane('lane', [['a']])]), ['lane-name']);
    });
  });
});
