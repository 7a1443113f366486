import type { Store } from '../../lib/store/contract/store.ts';
import type { SampleMessages } from './sample-messages.ts';

const perWrite = 1000;
/** What happened so long ago is history that may be removed after a day. */
export const longAgo = (): number => Date.now() - 2 * 86_400_000;

/** As many entries as asked for, as a lane journaled them long ago, but in bulk. Answers their ids. */
export async function fillLane(store: Store, { lane, count, messages }: { readonly lane: string; readonly count: number; readonly messages: SampleMessages }): Promise<readonly number[]> {
  const ids: number[] = [];
  while (ids.length < count) {
    const at = longAgo();
    const entries = Array.from({ length: Math.min(perWrite, count - ids.length) }, () => messages.nextEntry(lane, at));
    const kept = await store.write(({ lanes }) => lanes.append(entries));
    for (const id of kept) if (id !== null) ids.push(id);
  }
  return ids;
}

/** Settles them as a lane does, long ago as well. */
export async function settleAll(store: Store, ids: readonly number[]): Promise<void> {
  const at = longAgo();
  for (let start = 0; start < ids.length; start += perWrite) {
    const some = ids.slice(start, start + perWrite);
    await store.write(({ lanes }) => lanes.settle(some, { at, outcome: 'done', notes: some.map(() => 'Done.') }));
  }
}
