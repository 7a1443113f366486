import type { ExceptionRow } from '../store/contract/exception-table.ts';
import type { DestinationLookup, DurableLane, ReplaySource } from './contract.ts';
import { replayStart } from './resume-point.ts';

export interface Destination {
  readonly reaches: () => ReadonlySet<string>;
  readonly lookup: DestinationLookup;
}

/** Where replays start and end in the flows as they are deployed now. */
export interface DeployedPlaces {
  readonly sources: Map<string, ReplaySource>;
  readonly lanes: Map<string, DurableLane>;
  readonly destinations: Map<string, Destination>;
}

export function deployedPlaces(): DeployedPlaces {
  return { sources: new Map(), lanes: new Map(), destinations: new Map() };
}

/** Returns the function that takes it off again, unless another one has taken its place by then. */
export function register<T>(all: Map<string, T>, name: string, one: T): () => void {
  all.set(name, one);
  return () => {
    if (all.get(name) === one) all.delete(name);
  };
}

/** What an exception would start again at and is not deployed, as a person would call it. */
export function missingPlace({ sources, lanes }: DeployedPlaces, row: ExceptionRow): string | undefined {
  const { kind, name } = replayStart(row);
  if (kind === 'lane') return lanes.has(name) ? undefined : `lane "${name}"`;
  return sources.has(name) ? undefined : name === '' ? 'the source of a damaged message' : `node ${name}`;
}
