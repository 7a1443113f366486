import { chooseRead, type CycleHead } from './choose-read.ts';

export type NextCycle<T> =
  | { readonly then: 'read'; readonly cycle: T }
  | { readonly then: 'wait'; readonly sentence: string }
  /** Deltas are missing, and no full cycle is there that could be read instead. */
  | { readonly then: 'stuck'; readonly sentence: string };

/**
 * Which of the completed cycles is read next: the newest where that can be used; else the first of an unbroken row of deltas
 * that leads to it from what was read last; else the newest full one that is not older. To be asked again after each.
 * @param completed newest `asOf` first
 */
export function nextCycle<T extends { readonly cycle: CycleHead }>(completed: readonly T[], last: CycleHead | null): NextCycle<T> {
  const [newest] = completed;
  if (!newest) return { then: 'wait', sentence: 'There is no completed cycle that can be read.' };
  const choice = chooseRead(newest.cycle, last);
  if (choice.read === 'cycle') return { then: 'read', cycle: newest };
  if (choice.read === 'nothing') return { then: 'wait', sentence: choice.sentence };
  const instead = (last && firstOfRow(completed, last)) ?? completed.find(({ cycle }) => cycle.mode === 'full' && chooseRead(cycle, last).read === 'cycle');
  if (instead) return { then: 'read', cycle: instead };
  return { then: 'stuck', sentence: `${choice.sentence} No full cycle can be read in its place.` };
}

function firstOfRow<T extends { readonly cycle: CycleHead }>(completed: readonly T[], last: CycleHead): T | undefined {
  let [first, ...older] = completed;
  while (first && first.cycle.mode === 'delta' && first.cycle.sequence > last.sequence + 1) {
    const wanted = first.cycle.sequence - 1;
    const place = older.findIndex(({ cycle }) => cycle.sequence === wanted);
    [first, ...older] = place === -1 ? [] : older.slice(place);
  }
  return first && first.cycle.mode === 'delta' && chooseRead(first.cycle, last).read === 'cycle' ? first : undefined;
}
