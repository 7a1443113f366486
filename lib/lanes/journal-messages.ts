import { OperationError } from '../errors/operation-error.ts';
import type { CanonicalMessage } from '../model/envelope.ts';
import type { LeaseToken } from '../model/lease-token.ts';
import type { Admission, NewLaneEntry, Superseded, SupersededState } from '../store/contract/lane-table.ts';
import type { StoreTables } from '../store/contract/store.ts';
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

/** Keeps messages in the lane: those of one turn in one multi-row append. */
export function journalMessages(options: LaneOptions, { store, clock }: LaneParts): (message: CanonicalMessage, text: string) => Promise<Journaled> {
  const append = inOneWrite<Item, Journaled | 'lost'>(store, async (tables, items) => {
    const held = await stillHeld(tables, items.flatMap(({ holder }) => holder ?? []));
    const ours = items.filter(({ holder }) => !holder || held(holder)).map(({ entry }) => entry);
    const admitted = await tables.lanes.admit(ours);
    const idOf = new Map<NewLaneEntry, number | null>();
    for (const [position, entry] of ours.entries()) {
      const { id = null, newer = null } = admitted[position] ?? {};
      idOf.set(entry, newer ? await passedBy(tables, entry, newer) : id);
    }
    // What begins its key has nothing before it.
    const behind = admitted.flatMap((one) => (one.id !== null && one.behind ? [one.id] : []));
    const superseded = await tables.lanes.supersede(behind, supersededBy[options.order], clock.now());
    const kept = [...idOf.values()].filter((id) => id !== null).length;
    return items.map(({ entry }, position) => {
      const id = idOf.get(entry);
      return id === undefined ? 'lost' : { kept: id !== null, batch: position === 0 ? { kept, superseded } : null };
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

/**
 * A newer revision is there or was there last, which the timeline says: what a record has lost must be known. When a
 * person sends it again, it is kept even so while nothing newer waits; answers its id then.
 */
async function passedBy({ lanes, exceptions, timeline }: StoreTables, entry: NewLaneEntry, { revision: newer, settled }: NonNullable<Admission['newer']>): Promise<number | null> {
  const { lane, entity, key, revision, createdAt: at } = entry;
  if (settled) {
    const replays = await exceptions.list({ entity, key, state: ['replaying'], limit: 100 });
    const [id = null] = replays.some((row) => row.revision === revision) ? await lanes.append([{ ...entry, again: true }]) : [];
    if (id !== null) return id;
  }
  const text = `Not kept in lane ${lane}: revision ${newer} ${settled ? 'was there before' : 'is there already'} and is newer.`;
  await timeline.record([{ entity, key, revision, at, system: 'selvedge', kind: 'outdated', text }]);
  return null;
}

function takenOver(lane: string, { entity, key }: NewLaneEntry, holder: LeaseToken | undefined): OperationError {
  const sentence = `The ${entity} ${key} was not kept in lane ${lane}: another worker has taken over ${holder?.lease ?? ''} and brings it again.`;
  return new OperationError('LEASE_LOST', sentence, { details: { lane, entity, key, lease: holder?.lease ?? null } });
}
