import type { NodeAPI } from 'node-red';
import { createFlowGraph, type FlowGraph } from './flow-graph.ts';
import { readVariable } from './resolve-secret.ts';
import type { FlowNode } from './running-nodes.ts';
import { sourceTypes } from './source-types.ts';

/** The flows that run now, as nodes that must know their neighbours see them. */
export interface DeployedFlows {
  graph(): FlowGraph;
  /** Nodes are being stopped or started just now: what is sent may find nobody. */
  changing(): boolean;
  /** Resolves when nothing is changing. */
  settled(): Promise<void>;
  /** How often flows have begun to change: a message that was under way meanwhile may have been dropped by that. */
  changes(): number;
  /** Called when changed flows run, and with `began` when nodes are about to be started under a new graph. */
  onChange(listener: (phase: 'began' | 'ended') => void): () => void;
  /** Listens no more. */
  close(): void;
}

/** Node-RED starts changed nodes between `flows:starting` and `flows:started`, and knows their configuration before. */
export function watchDeployedFlows(RED: NodeAPI): DeployedFlows {
  const listeners = new Set<(phase: 'began' | 'ended') => void>();
  const waiting = new Set<() => void>();
  let graph: FlowGraph | undefined;
  // Services are opened by the first node that starts, or while no node of the kit runs.
  let changing = true;
  let changes = 0;

  const read = (): FlowGraph => {
    const nodes: FlowNode[] = [];
    RED.nodes.eachNode((node) => nodes.push(node as unknown as FlowNode));
    return createFlowGraph(nodes, { lane: 'durable-lane', sources: sourceTypes, variable: (name) => readVariable(RED, undefined, name) });
  };
  const tell = (phase: 'began' | 'ended'): void => {
    for (const listener of [...listeners]) listener(phase);
  };
  const stopping = (): void => {
    changing = true;
    changes += 1;
  };
  const starting = (): void => {
    changing = true;
    graph = read();
    tell('began');
  };
  const started = (): void => {
    changing = false;
    for (const proceed of [...waiting]) proceed();
    waiting.clear();
    tell('ended');
  };
  const events = { 'flows:stopping': stopping, 'flows:starting': starting, 'flows:started': started };
  for (const [name, listener] of Object.entries(events)) RED.events.on(name, listener);

  return {
    graph: () => (graph ??= read()),
    changing: () => changing,
    settled: () => (changing ? new Promise((resolve) => waiting.add(resolve)) : Promise.resolve()),
    changes: () => changes,
    onChange(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    close() {
      for (const [name, listener] of Object.entries(events)) RED.events.removeListener(name, listener);
    },
  };
}
