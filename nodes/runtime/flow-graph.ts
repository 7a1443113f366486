import { messageWays, type Ways } from './message-ways.ts';
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
 * calls of one account come from one worker and its limits hold.
 */
export function createFlowGraph(config: readonly FlowNode[], kinds: GraphOptions): FlowGraph {
  const nodes = new Map(runningNodes(config, kinds.variable).map((node) => [node.id, node]));
  const isLane = (id: string): boolean => nodes.get(id)?.type === kinds.lane;
  const ways = messageWays([...nodes.values()]);
  const units = [...nodes.values()].filter(({ type }) => type === kinds.lane || kinds.sources.has(type));
  const leases = leasesOf(units.map((unit) => ({ unit, accounts: accountsOf(unit, nodes, ways, isLane) })));
  const laneName = (id: string): string => nodes.get(id)?.text('lane') ?? '';

  return {
    leaseOf: (id) => leases.get(id) ?? `source:${id}`,
    leaseOfLane: (name) => leases.get(units.find(({ id }) => isLane(id) && laneName(id) === name)?.id ?? '') ?? null,
    lanesAfter: (id) => [...ways.from(id, isLane)].filter(isLane).map(laneName),
    upstreamOf: (id) => new Set([id, ...ways.to(id)].flatMap((one) => (isLane(one) ? [one, `lane:${laneName(one)}`] : [one]))),
  };
}

/** The accounts that a unit uses itself or through the nodes behind it, as far as the next lane. */
function accountsOf(unit: RunningNode, nodes: ReadonlyMap<string, RunningNode>, ways: Ways, isLane: (id: string) => boolean): readonly string[] {
  const touched = [unit.id, ...[...ways.from(unit.id, isLane)].filter((id) => !isLane(id))];
  return touched.flatMap((id) => nodes.get(id)?.text('account') ?? []).filter((account) => account !== '');
}

/** Units that share an account, directly or through others, get one lease: the account with the smallest id names it. */
function leasesOf(units: readonly { readonly unit: RunningNode; readonly accounts: readonly string[] }[]): ReadonlyMap<string, string> {
  const smallest = new Map<string, string>();
  const rootOf = (account: string): string => {
    const parent = smallest.get(account) ?? account;
    return parent === account ? account : rootOf(parent);
  };
  for (const { accounts } of units) {
    const roots = accounts.map(rootOf);
    const least = roots.toSorted()[0];
    if (least !== undefined) for (const root of roots) smallest.set(root, least);
  }
  return new Map(
    units.map(({ unit, accounts: [account] }) => {
      if (account !== undefined) return [unit.id, `account:${rootOf(account)}`];
      const lane = unit.text('lane');
      return [unit.id, lane === undefined ? `source:${unit.id}` : `lane:${lane}`];
    }),
  );
}
