import type { Failure } from '../errors/operation-error.ts';
import type { LaneEntry } from '../store/contract/lane-table.ts';
import type { StoreTables } from '../store/contract/store.ts';
import type { TimelineEvent } from '../store/contract/timeline-table.ts';
import type { LaneOptions, LaneParts, Settlement } from './contract.ts';
import { inOneWrite } from './in-one-write.ts';
import { sentence } from './sentence.ts';

/** What the lane remembers of an entry that it has handed out. */
export type HandedOut = Pick<LaneEntry, 'entity' | 'key' | 'revision' | 'attempts'>;

export type Outcome = Settlement | { readonly kind: 'retry'; readonly failure: Failure; readonly dueAt: number };

export interface EntryOutcome {
  readonly id: number;
  /** Missing when this lane has not handed it out (an earlier life of it did): it is looked up then. */
  readonly entry: HandedOut | undefined;
  readonly outcome: Outcome;
}

/** Writes what became of entries: those of one turn together, each with its timeline event. Says the state before. */
export function writeOutcomes(options: LaneOptions, { store, clock }: LaneParts): (outcome: EntryOutcome) => Promise<LaneEntry['state']> {
  return inOneWrite(store, async (tables, outcomes) => {
    const at = clock.now();
    const found = await lookUp(tables, outcomes.filter(({ entry }) => !entry).map(({ id }) => id));
    const events: TimelineEvent[] = [];
    const settled: Record<'done' | 'skipped', number[]> = { done: [], skipped: [] };
    const before: LaneEntry['state'][] = [];
    for (const { id, entry = found.get(id), outcome } of outcomes) {
      const state = found.get(id)?.state ?? (entry ? 'claimed' : 'settled');
      before.push(state);
      if (!entry || state === 'settled') continue;
      const event = (kind: string, text: string): number => events.push({ entity: entry.entity, key: entry.key, revision: entry.revision, at, system: 'selvedge', kind, text });
      if (outcome.kind === 'released') {
        if (state === 'claimed') await tables.lanes.postpone(id, { dueAt: at, attempts: entry.attempts, lastError: '' });
      } else if (outcome.kind === 'retry') {
        const { code, message } = outcome.failure;
        const attempts = entry.attempts + 1;
        await tables.lanes.postpone(id, { dueAt: outcome.dueAt, attempts, lastError: `${code}: ${message}` });
        event('retry', `${sentence(`Attempt ${attempts} of ${options.maxAttempts} failed with ${code}`, message)} Next attempt at ${new Date(outcome.dueAt).toISOString()}.`);
      } else {
        settled[outcome.kind].push(id);
        event(outcome.kind, outcome.kind === 'done' ? sentence('Done', outcome.note) : sentence('Not sent', outcome.reason));
      }
    }
    for (const kind of ['done', 'skipped'] as const) {
      if (settled[kind].length > 0) await tables.lanes.settle(settled[kind], { at, outcome: kind });
    }
    await tables.timeline.record(events);
    return before;
  });
}

async function lookUp(tables: StoreTables, ids: readonly number[]): Promise<ReadonlyMap<number, LaneEntry>> {
  if (ids.length === 0) return new Map();
  return new Map((await tables.lanes.get(ids)).map((entry) => [entry.id, entry]));
}
