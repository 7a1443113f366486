import type { Failure } from '../errors/operation-error.ts';
import type { LeaseToken } from '../model/lease-token.ts';
import type { LaneEntry, Postponement, Settlement as EntrySettlement } from '../store/contract/lane-table.ts';
import type { StoreTables } from '../store/contract/store.ts';
import type { TimelineEvent } from '../store/contract/timeline-table.ts';
import type { LaneOptions, LaneParts, Settlement } from './contract.ts';
import { inOneWrite } from './in-one-write.ts';
import { sentence } from './sentence.ts';
import { storableText } from './storable-text.ts';
import { stillHeld } from './still-held.ts';

/** What the lane remembers of an entry that it has handed out. */
export type HandedOut = Pick<LaneEntry, 'entity' | 'key' | 'revision' | 'attempts' | 'bytes' | 'lastCode'>;

export interface Retry {
  readonly kind: 'retry';
  readonly failure: Failure;
  readonly dueAt: number;
  /** Against the message; else the destination or our own store has failed, and not the message. */
  readonly counted: boolean;
}

export type Outcome = Settlement | Retry;

export interface EntryOutcome {
  readonly id: number;
  /** Under which the message travelled. */
  readonly holder: LeaseToken;
  /** Missing when this lane has forgotten it (it was released at a stop, or parked): it is looked up then. */
  readonly entry: HandedOut | undefined;
  readonly outcome: Outcome;
}

/** The state of the entry before; `lost`: another holder decides about it, nothing was written. */
export interface WrittenOutcome {
  readonly before: LaneEntry['state'] | 'lost';
  readonly bytes: number;
}

/**
 * Writes what became of entries: those of one turn together, each with what its timeline says. That the destination has a
 * record is a fact also when its entry waits again by now; to be tried later is decided only for what is still claimed.
 */
export function writeOutcomes(options: LaneOptions, { store, clock }: LaneParts): (outcome: EntryOutcome) => Promise<WrittenOutcome> {
  return inOneWrite(store, async (tables, outcomes) => {
    const at = clock.now();
    const { claimed, forgotten } = await lookUp(tables, outcomes);
    const events: TimelineEvent[] = [];
    const settled = new Map<string, { readonly ids: number[]; readonly settlement: EntrySettlement; readonly notes: string[] }>();
    const postponed: Postponement[] = [];
    const written = outcomes.map(({ id, outcome, entry = forgotten.get(id) }): WrittenOutcome => {
      const before = claimed.has(id) ? 'claimed' : (forgotten.get(id)?.state ?? 'lost');
      if (!entry || before === 'lost' || before === 'settled') return { before, bytes: 0 };
      const { entity, key, revision, bytes, attempts } = entry;
      if (outcome.kind === 'done' || outcome.kind === 'skipped') {
        const ends = outcome.kind === 'done' ? sentence('Done', outcome.note) : sentence('Not sent', outcome.reason);
        const alike = `${outcome.kind} ${before === 'claimed'}`;
        const group = settled.get(alike) ?? { ids: [], notes: [], settlement: { at, outcome: outcome.kind, claimed: before === 'claimed' } };
        settled.set(alike, group);
        group.ids.push(id);
        group.notes.push(storableText(ends));
      } else if (before === 'claimed' && outcome.kind === 'retry') {
        const { dueAt, failure, counted } = outcome;
        postponed.push({ id, dueAt, attempts: attempts + (counted ? 1 : 0), lastError: storableText(`${failure.code}: ${failure.message}`), lastCode: failure.code });
        const text = `${whatFailed(options, attempts, outcome)} Next attempt at ${new Date(dueAt).toISOString()}.`;
        events.push({ entity, key, revision, at, system: 'selvedge', kind: 'retry', text: storableText(text) });
      } else if (before === 'claimed') {
        postponed.push({ id, dueAt: at, attempts, lastError: '', lastCode: entry.lastCode });
      }
      return { before, bytes };
    });
    for (const { ids, settlement, notes } of settled.values()) await tables.lanes.settle(ids, { ...settlement, notes });
    if (postponed.length > 0) await tables.lanes.postpone(postponed);
    await tables.timeline.record(events);
    return written;
  });
}

function whatFailed({ maxAttempts }: LaneOptions, attempts: number, { failure, counted }: Retry): string {
  const start = counted ? `Attempt ${attempts + 1} of ${maxAttempts} failed with ${failure.code}` : `Not sent, and no attempt counted, because of ${failure.code}`;
  return sentence(start, failure.message);
}

interface Found {
  /** Still claimed by the holder that the outcome comes from. */
  readonly claimed: ReadonlySet<number>;
  /** Not claimed any more, although nobody has taken over. */
  readonly forgotten: ReadonlyMap<number, LaneEntry>;
}

async function lookUp(tables: StoreTables, outcomes: readonly EntryOutcome[]): Promise<Found> {
  const held = await stillHeld(tables, outcomes.map(({ holder }) => holder));
  const ours = outcomes.filter(({ holder }) => held(holder));
  const claimed = new Set<number>();
  for (const some of Map.groupBy(ours, ({ holder }) => holder.fence).values()) {
    const [first] = some;
    if (!first) continue;
    for (const id of await tables.lanes.claimedBy(some.map(({ id }) => id), first.holder)) claimed.add(id);
  }
  const left = ours.filter(({ id }) => !claimed.has(id)).map(({ id }) => id);
  const found = left.length === 0 ? [] : await tables.lanes.get(left);
  return { claimed, forgotten: new Map(found.filter(({ state }) => state !== 'claimed').map((entry) => [entry.id, entry])) };
}
