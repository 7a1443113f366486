import type { CanonicalMessage } from '../model/envelope.ts';
import type { NewLaneEntry, SupersededState } from '../store/contract/lane-table.ts';
import type { TimelineEvent } from '../store/contract/timeline-table.ts';
import type { LaneOptions, LaneParts } from './contract.ts';
import { inOneWrite } from './in-one-write.ts';
import { toKeptText } from './keepable-message.ts';

/** How many entries began to wait, and how many older ones that made superfluous (told once per batch). */
export interface Journaled {
  readonly kept: number;
  readonly superseded: Readonly<Record<SupersededState, number>>;
}

const nothing = { waiting: 0, parked: 0 };

/**
 * A message is the whole record. In either order a newer revision takes the place of one that waits for a person: what
 * was put right at the source must not wait behind what was wrong, nor be sent after it.
 */
const supersededBy: Readonly<Record<LaneOptions['order'], readonly SupersededState[]>> = { strict: ['parked'], latest: ['waiting', 'parked'] };

/** Keeps messages in the lane: those of one turn in one multi-row append with their timeline events. */
export function journalMessages(options: LaneOptions, { store, clock }: LaneParts): (message: CanonicalMessage) => Promise<Journaled> {
  const append = inOneWrite<NewLaneEntry, Journaled>(store, async (tables, entries) => {
    const ids = await tables.lanes.append(entries);
    const kept = ids.filter((id) => id !== null);
    const events = entries.filter((_, position) => ids[position] !== null).map(journaled);
    await tables.timeline.record(events);
    const superseded = await tables.lanes.supersede(kept, supersededBy[options.order], clock.now());
    return entries.map((_, position) => ({ kept: ids[position] === null ? 0 : 1, superseded: position === 0 ? superseded : nothing }));
  });

  return async (message) => {
    const { key, revision } = message.selvedge;
    const now = clock.now();
    // Written out at once: the message may be changed by whoever holds it before the turn is over.
    const text = toKeptText(message);
    return append({ lane: options.name, entity: message.topic, key, revision, message: text, priority: options.priority, dueAt: now, createdAt: now });
  };
}

function journaled({ lane, entity, key, revision, createdAt }: NewLaneEntry): TimelineEvent {
  return { entity, key, revision, at: createdAt, system: 'selvedge', kind: 'journaled', text: `Kept safely in lane ${lane} until its destination has it.` };
}
