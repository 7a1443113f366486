/** A node as it stands in a flow file; tabs, subflow definitions and groups are such nodes too. */
export interface FlowNode {
  readonly id: string;
  readonly type: string;
  readonly z?: string;
  /** Disabled. */
  readonly d?: boolean;
  readonly [property: string]: unknown;
}

/** A node as Node-RED runs it: a node of a subflow exists once per instance, under an id of its own. */
export interface RunningNode {
  readonly id: string;
  readonly type: string;
  /** What it lies in, innermost first: subflow instances, then the tab. */
  readonly within: readonly string[];
  /** Where its outputs lead, across the borders of subflows. */
  readonly next: readonly string[];
  /** A text property, with ids and `${VARIABLE}` of a subflow as they are at this instance. */
  text(property: string): string | undefined;
  /** Ids that stand in a property (the links of a link node, the scope of a Catch), as they are at this instance. */
  ids(property: string): readonly string[] | undefined;
}

/** The value behind `${VARIABLE}`, where it is known. */
export type Variables = (name: string) => string | undefined;

/** A tab, or one instance of a subflow. */
interface Place {
  readonly container: string;
  readonly within: readonly string[];
  /** Stands before the id of a node of this place (Node-RED's Subflow.js). */
  readonly prefix: string;
  readonly variable: Variables;
  /** Where each output of the instance leads. */
  readonly exits: readonly (readonly string[])[];
}

/** The nodes that run, of all that is deployed: without the disabled ones, and with subflows spelt out. */
export function runningNodes(config: readonly FlowNode[], variable: Variables): readonly RunningNode[] {
  const subflows = new Map(config.filter(({ type }) => type === 'subflow').map((node) => [node.id, node]));
  const disabledTabs = new Set(config.filter(({ type, disabled }) => type === 'tab' && disabled === true).map(({ id }) => id));
  const contents = Map.groupBy(config.filter(({ type, z, d }) => z !== undefined && d !== true && type !== 'group'), ({ z }) => z ?? '');
  const running: RunningNode[] = [];

  const place = (where: Place): void => {
    const nodes = contents.get(where.container) ?? [];
    const definition = subflows.get(where.container);
    const known = new Set(nodes.map(({ id }) => id));
    const here = (id: string): string => (known.has(id) ? `${where.prefix}${id}` : id);
    for (const node of nodes) {
      const outputs = outputsOf(node, definition, where.exits).map((ids) => ids.map(here));
      const inner = node.type.startsWith('subflow:') ? subflows.get(node.type.slice('subflow:'.length)) : undefined;
      const id = here(node.id);
      running.push({
        ...{ id, type: node.type, within: where.within },
        next: inner ? entriesOf(inner, id, outputs) : outputs.flat(),
        text: (property) => {
          const value = node[property];
          return typeof value === 'string' ? here(filledIn(value, where.variable)) : undefined;
        },
        ids: (property) => {
          const value = node[property];
          return Array.isArray(value) ? value.filter((one) => typeof one === 'string').map(here) : undefined;
        },
      });
      // A subflow inside itself is something that the editor does not allow.
      if (inner && !where.within.includes(id)) {
        const own = new Map([...variablesOf(inner), ...variablesOf(node)].map(([name, value]) => [name, filledIn(value, where.variable)]));
        place({ container: inner.id, within: [id, ...where.within], prefix: `${id}-`, variable: (name) => own.get(name) ?? where.variable(name), exits: outputs });
      }
    }
  };

  for (const tab of contents.keys()) {
    if (!subflows.has(tab) && !disabledTabs.has(tab)) place({ container: tab, within: [tab], prefix: '', variable, exits: [] });
  }
  return running;
}

function filledIn(value: string, variable: Variables): string {
  const name = /^\$\{(\S+)\}$/.exec(value)?.[1];
  return name === undefined ? value : (variable(name) ?? value);
}

type Ports = readonly { readonly wires?: readonly { readonly id: string; readonly port?: number }[] }[];
const portsOf = (definition: FlowNode | undefined, side: 'in' | 'out'): Ports => (Array.isArray(definition?.[side]) ? (definition[side] as Ports) : []);

/** Per output of a node: the nodes it is wired to, and what comes behind the subflow where it is wired to an output of that. */
function outputsOf(node: FlowNode, definition: FlowNode | undefined, exits: Place['exits']): readonly (readonly string[])[] {
  const outputs = ((node['wires'] ?? []) as readonly (readonly string[])[]).map((ids) => [...ids]);
  portsOf(definition, 'out').forEach(({ wires = [] }, exit) => {
    for (const { id, port = 0 } of wires) if (id === node.id) (outputs[port] ??= []).push(...(exits[exit] ?? []));
  });
  return Array.from(outputs, (ids: string[] | undefined) => ids ?? []);
}

/** What a message that comes to an instance reaches next: a subflow's input may also be wired straight to an output. */
function entriesOf(definition: FlowNode, instance: string, outputs: readonly (readonly string[])[]): readonly string[] {
  const inner = portsOf(definition, 'in').flatMap(({ wires = [] }) => wires.map(({ id }) => `${instance}-${id}`));
  const straight = portsOf(definition, 'out').flatMap(({ wires = [] }, exit) => (wires.some(({ id }) => id === definition.id) ? (outputs[exit] ?? []) : []));
  return [...inner, ...straight];
}

function variablesOf({ env }: FlowNode): readonly (readonly [string, string])[] {
  const variables = Array.isArray(env) ? (env as readonly { readonly name?: unknown; readonly value?: unknown }[]) : [];
  return variables.flatMap(({ name, value }) => (typeof name === 'string' && typeof value === 'string' ? [[name, value] as const] : []));
}
