import type { LaneEntry } from '../store/contract/lane-table.ts';
import type { Store } from '../store/contract/store.ts';
import type { DurableLane } from './contract.ts';

/** Tells all workers, this one included, what has been committed about exceptions. */
export interface TellWorkers {
  changed(): void;
  /** Also wakes the lanes of these entries. */
  moved(entries: readonly Pick<LaneEntry, 'id' | 'lane'>[], to: 'parked' | 'waiting' | 'settled'): void;
}

export function tellWorkers({ signals }: Store, lanes: ReadonlyMap<string, DurableLane>): TellWorkers {
  const changed = (): void => signals.send('exceptions');
  return {
    changed,
    moved(entries, to) {
      for (const { id, lane } of entries) lanes.get(lane)?.moved(id, to);
      for (const lane of new Set(entries.map((entry) => entry.lane))) signals.send(`lane:${lane}`);
      changed();
    },
  };
}
