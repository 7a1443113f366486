import type { Clock } from '../../../lib/lanes/contract.ts';

/**
 * Gathers items that arrive one by one into batches: a batch leaves when it is full, or `lingerMs` after its first
 * item. Each item's promise settles as the handler of its batch decides.
 */
export function gatherBatch<Item, Result>(
  options: { readonly size: number; readonly lingerMs: number; readonly clock: Clock },
  handle: (items: readonly Item[]) => Promise<readonly Result[]>,
): (item: Item) => Promise<Result> {
  interface Waiting {
    readonly item: Item;
    readonly resolve: (result: Result) => void;
    readonly reject: (error: unknown) => void;
  }
  let waiting: Waiting[] = [];
  let timer: { cancel(): void } | undefined;

  const leave = (): void => {
    timer?.cancel();
    timer = undefined;
    const batch = waiting;
    waiting = [];
    handle(batch.map(({ item }) => item)).then(
      (results) => batch.forEach(({ resolve }, index) => resolve(results[index] as Result)),
      (error: unknown) => batch.forEach(({ reject }) => reject(error)),
    );
  };
  return (item) =>
    new Promise((resolve, reject) => {
      waiting.push({ item, resolve, reject });
      if (waiting.length >= options.size) leave();
      else timer ??= options.clock.setTimer(leave, options.lingerMs);
    });
}
