import { OperationError } from '../errors/operation-error.ts';
import type { CanonicalMessage } from '../model/envelope.ts';
import type { LeaseToken } from '../model/lease-token.ts';
import type { NewLaneEntry, Superseded, SupersededState } from '../store/contract/lane-table.ts';
import type { StoreTables } from '../store/contract/store.ts';
import type { TimelineEvent } from '../store/contract/timeline-table.ts';
import type { LaneOptions, LaneParts } from './contract.ts';
import { inOneWrite } from './in-one-write.ts';
import { storableText } from './storable-text.ts';
import { stillHeld } from './still-held.ts';

/** What became of one message. The first of each batch also tells what the batch as a whole did. */
export interface Journaled {
  readonly kept: boolean;
  readonly batch: { readonly kept: number; readonly superseded: Superseded } | null;
}

interface Item {
  readonly entry: NewLaneEntry;
  readonly holder: LeaseToken | undefined;
}

/**
 * A message is the whole record. In either order a newer revision takes the place of one that waits for a person: what
 * was put right at the source must not wait behind what was wrong, nor be sent after it.
 */
const supersededBy: Readonly<Record<LaneOptions['order'], readonly SupersededState[]>> = { strict: ['parked'], latest: ['waiting', 'parked'] };

/** Keeps messages in the lane: those of one turn in one multi-row append with their timeline events. */
export function journalMessages(options: LaneOptions, { store, clock }: LaneParts): (message: CanonicalMessage, text: string) => Promise<Journaled> {
  const append = inOneWrite<Item, Journaled | 'lost'>(store, async (tables, items) => {
    const held = await stillHeld(tables, items.flatMap(({ holder }) => holder ?? []));
    const ours = items.filter(({ holder }) => !holder || held(holder)).map(({ entry }) => entry);
    const ids = await tables.lanes.append(ours);
    const kept = ids.filter((id) => id !== null);
    const idOf = new Map(ours.map((entry, position) => [entry, ids[position]]));
    const passedBy = await findPassedBy(tables, ours.filter((entry) => idOf.get(entry) === null));
    await tables.timeline.record([...ours.filter((entry) => typeof idOf.get(entry) === 'number').map(journaled), ...passedBy]);
    const superseded = await tables.lanes.supersede(kept, supersededBy[options.order], clock.now());
    return items.map(({ entry }, position) => {
      if (!idOf.has(entry)) return 'lost';
      return { kept: idOf.get(entry) !== null, batch: position === 0 ? { kept: kept.length, superseded } : null };
    });
  });

  return async ({ topic: entity, selvedge: { key, revision, priority = options.priority, holder } }, text) => {
    if ([entity, key, revision].some((part) => part.includes('\0'))) {
      throw new OperationError('PAYLOAD_INVALID', 'The message cannot be kept: its entity, key or revision holds a character that is none (NUL).', { details: { entity: storableText(entity) } });
    }
    const now = clock.now();
    const entry = { lane: options.name, entity, key, revision, message: text, priority, dueAt: now, createdAt: now };
    const result = await append({ entry, holder });
    if (result === 'lost') throw takenOver(options.name, entry, holder);
    return result;
  };
}

function journaled({ lane, entity, key, revision, createdAt }: NewLaneEntry): TimelineEvent {
  return { entity, key, revision, at: createdAt, system: 'selvedge', kind: 'journaled', text: `Kept safely in lane ${lane} until its destination has it.` };
}

/** Of the messages that were not kept, those that a newer revision has overtaken: what the record has lost must be said. */
async function findPassedBy({ lanes }: StoreTables, left: readonly NewLaneEntry[]): Promise<readonly TimelineEvent[]> {
  const events: TimelineEvent[] = [];
  for (const { lane, entity, key, revision, createdAt } of left) {
    const here = (await lanes.unsettled(entity, key)).filter((other) => other.lane === lane);
    if (here.some((other) => other.revision === revision && other.state !== 'parked')) continue;
    const text = `Not kept in lane ${lane}: revision ${here.at(-1)?.revision ?? ''} is there already and is newer.`;
    events.push({ entity, key, revision, at: createdAt, system: 'selvedge', kind: 'outdated', text });
  }
  return events;
}

function takenOver(lane: string, { entity, key }: NewLaneEntry, holder: LeaseToken | undefined): OperationError {
  const sentence = `The ${entity} ${key} was not kept in lane ${lane}: another worker has taken over ${holder?.lease ?? ''} and brings it again.`;
  return new OperationError('LEASE_LOST', sentence, { details: { lane, entity, key, lease: holder?.lease ?? null } });
}
