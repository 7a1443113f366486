import { messageWays } from './message-ways.ts';
import { runningNodes, type FlowNode, type RunningNode, type Variables } from './running-nodes.ts';

/** What the deployed flows say about who must run where. */
export interface FlowGraph {
  /** The lease under which a lane or a source runs; all that share an account share it. */
  leaseOf(nodeId: string): string;
  /** That of a lane by its name; null: no such lane is deployed. */
  leaseOfLane(name: string): string | null;
  /** Names of the lanes that messages of this node come to next. */
  lanesAfter(nodeId: string): readonly string[];
  /** Ids of the nodes, and names of the lanes as `lane:<name>`, whose messages end at this node. */
  upstreamOf(nodeId: string): ReadonlySet<string>;
}

export interface GraphOptions {
  /** The type of a durable lane; its property `lane` names it. */
  readonly lane: string;
  /** Types that read from outside by themselves. */
  readonly sources: ReadonlySet<string>;
  readonly variable: Variables;
}

/**
 * Reads the flows as they are deployed. Two workers with the same flows come to the same leases, whatever the order
 * in which their nodes start.
 *
 * A lane and a source run under a lease of the accounts that their messages touch before the next lane, so that the
 * calls of one account come from one worker and its limits hold. A source that also has an input runs under the lease of
 * the sources and lanes whose messages come to it, as far back as the lane before: what comes in and what it does by itself
 * are then done by one worker.
 */
export function createFlowGraph(config: readonly FlowNode[], kinds: GraphOptions): FlowGraph {
  const nodes = new Map(runningNodes(config, kinds.variable).map((node) => [node.id, node]));
  const isLane = (id: string): boolean => nodes.get(id)?.type === kinds.lane;
  const ways = messageWays([...nodes.values()]);
  const units = [...nodes.values()].filter(({ type }) => type === kinds.lane || kinds.sources.has(type));
  const leases = leasesOf(units.map((unit) => ({ unit, touched: [...ways.from(unit.id, isLane)].flatMap((id) => (isLane(id) ? [] : (nodes.get(id) ?? []))) })));
  const laneName = (id: string): string => nodes.get(id)?.text('lane') ?? '';

  return {
    leaseOf: (id) => leases.get(id) ?? `source:${id}`,
    leaseOfLane: (name) => leases.get(units.find(({ id }) => isLane(id) && laneName(id) === name)?.id ?? '') ?? null,
    lanesAfter: (id) => [...ways.from(id, isLane)].filter(isLane).map(laneName),
    upstreamOf: (id) => new Set([id, ...ways.to(id)].flatMap((one) => (isLane(one) ? [one, `lane:${laneName(one)}`] : [one]))),
  };
}

interface Unit {
  /** A lane or a source. */
  readonly unit: RunningNode;
  /** The nodes that its messages come to before the next lane. */
  readonly touched: readonly RunningNode[];
}

/**
 * Units that share an account, or of which one sends to the other, directly or through others, get one lease. The smallest
 * of their names is the lease's: an account's comes before a lane's, and that before a source's.
 */
function leasesOf(units: readonly Unit[]): ReadonlyMap<string, string> {
  const ownNames = new Map(units.map(({ unit }) => [unit.id, ownName(unit)]));
  const smallest = new Map<string, string>();
  const rootOf = (name: string): string => {
    const parent = smallest.get(name) ?? name;
    return parent === name ? name : rootOf(parent);
  };
  for (const { unit, touched } of units) {
    const accounts = [unit, ...touched].map((node) => node.text('account') ?? '').filter((account) => account !== '');
    const fed = touched.flatMap(({ id }) => ownNames.get(id) ?? []);
    const roots = [ownName(unit), ...accounts.map((account) => `account:${account}`), ...fed].map(rootOf);
    const [least = ''] = roots.toSorted();
    for (const root of roots) smallest.set(root, least);
  }
  return new Map(units.map(({ unit }) => [unit.id, rootOf(ownName(unit))]));
}

function ownName(unit: RunningNode): string {
  const lane = unit.text('lane');
  return lane === undefined ? `source:${unit.id}` : `lane:${lane}`;
}
