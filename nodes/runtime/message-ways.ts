import type { RunningNode } from './running-nodes.ts';

/** Where messages can go. */
export interface Ways {
  /** Ids of all nodes that messages of this one can reach; what comes behind a node that ends the way is left out. */
  from(id: string, ends?: (id: string) => boolean): ReadonlySet<string>;
  /** Ids of all nodes whose messages can reach this one. */
  to(id: string): ReadonlySet<string>;
}

type Edges = ReadonlyMap<string, ReadonlySet<string>>;

/**
 * Follows wires, links and link calls, and what Catch and Complete nodes pick up. Where only the running flow knows
 * (a link call by name), every way that it could take counts.
 */
export function messageWays(nodes: readonly RunningNode[]): Ways {
  const edges = new Map<string, Set<string>>();
  const add = (from: string, to: Iterable<string>): void => {
    const known = edges.get(from);
    if (known) for (const id of to) known.add(id);
    else edges.set(from, new Set(to));
  };
  const ofType = (type: string): readonly RunningNode[] => nodes.filter((node) => node.type === type);
  for (const node of nodes) add(node.id, node.next);
  for (const link of ofType('link out')) if (link.text('mode') !== 'return') add(link.id, link.ids('links') ?? []);
  for (const link of ofType('link in')) for (const from of link.ids('links') ?? []) if (ofType('link out').some(({ id }) => id === from)) add(from, [link.id]);
  for (const picker of [...ofType('catch'), ...ofType('complete')]) for (const node of nodes) if (picks(picker, node)) add(node.id, [picker.id]);

  const calls = ofType('link call').map((call) => ({ call, targets: targetsOf(call, ofType('link in')) }));
  for (const { call, targets } of calls) add(call.id, targets);
  // What is called comes back to the one who called, so a return leads to what that one is wired to.
  for (const { call, targets } of calls) {
    const called = targets.flatMap((target) => [...reach(edges, target)]);
    for (const back of ofType('link out')) if (back.text('mode') === 'return' && called.includes(back.id)) add(back.id, call.next);
  }

  const backwards = new Map<string, Set<string>>();
  for (const [from, targets] of edges) for (const to of targets) backwards.set(to, (backwards.get(to) ?? new Set()).add(from));
  return { from: (id, ends) => reach(edges, id, ends), to: (id) => reach(backwards, id) };
}

function reach(edges: Edges, start: string, ends: (id: string) => boolean = () => false): ReadonlySet<string> {
  const reached = new Set<string>();
  const visit = (id: string): void => {
    for (const next of edges.get(id) ?? []) {
      if (reached.has(next)) continue;
      reached.add(next);
      if (!ends(next)) visit(next);
    }
  };
  visit(start);
  return reached;
}

function targetsOf(call: RunningNode, linkIns: readonly RunningNode[]): readonly string[] {
  if (call.text('linkType') === 'dynamic') return linkIns.map(({ id }) => id);
  const single = call.text('links');
  return single === undefined ? (call.ids('links') ?? []).slice(0, 1) : [single];
}

/** Whether a Catch or Complete node takes what happens at a node: in its own tab or subflow, and in subflows that lie there. */
function picks(picker: RunningNode, node: RunningNode): boolean {
  const [container = ''] = picker.within;
  if (picker.id === node.id || !node.within.includes(container)) return false;
  const scope = picker.ids('scope');
  // No list means everything for a Catch; one of a group is taken for everything, too.
  return scope ? scope.some((id) => id === node.id || node.within.includes(id)) : picker.type === 'catch';
}
