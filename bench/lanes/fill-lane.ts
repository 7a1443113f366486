import type { Store } from '../../lib/store/contract/store.ts';
import type { TimelineEvent } from '../../lib/store/contract/timeline-table.ts';
import type { SampleMessages } from './sample-messages.ts';

const perWrite = 1000;
/** What happened so long ago is history that may be removed after a day. */
export const longAgo = (): number => Date.now() - 2 * 86_400_000;

/** As many entries as asked for, each with its event, as a lane journaled them long ago, but in bulk. Answers their ids. */
export async function fillLane(store: Store, { lane, count, messages }: { readonly lane: string; readonly count: number; readonly messages: SampleMessages }): Promise<readonly number[]> {
  const ids: number[] = [];
  while (ids.length < count) {
    const at = longAgo();
    const entries = Array.from({ length: Math.min(perWrite, count - ids.length) }, () => messages.nextEntry(lane, at));
    const events = entries.map(({ entity, key, revision }) => eventOf({ entity, key, revision, at }, 'journaled', `Kept safely in lane ${lane} until its destination has it.`));
    const kept = await store.write(async ({ lanes, timeline }) => {
      await timeline.record(events);
      return lanes.append(entries);
    });
    for (const id of kept) if (id !== null) ids.push(id);
  }
  return ids;
}

/** Settles them as a lane does, long ago as well. */
export async function settleAll(store: Store, ids: readonly number[]): Promise<void> {
  const at = longAgo();
  for (let start = 0; start < ids.length; start += perWrite) {
    const some = ids.slice(start, start + perWrite);
    await store.write(async ({ lanes, timeline }) => {
      const entries = await lanes.get(some);
      await lanes.settle(some, { at, outcome: 'done' });
      await timeline.record(entries.map(({ entity, key, revision }) => eventOf({ entity, key, revision, at }, 'done', 'Done.')));
    });
  }
}

function eventOf(of: Pick<TimelineEvent, 'entity' | 'key' | 'revision' | 'at'>, kind: string, text: string): TimelineEvent {
  return { ...of, system: 'selvedge', kind, text };
}
