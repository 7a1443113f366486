import type { Store, StoreTables } from '../store/contract/store.ts';

/**
 * A function whose calls of one turn of the event loop become one write: `work` gets the items of all of them and
 * answers in their order.
 */
export function inOneWrite<Item, Result>(
  store: Store,
  work: (tables: StoreTables, items: readonly Item[]) => Promise<readonly Result[]>,
): (item: Item) => Promise<Result> {
  let open: { readonly items: Item[]; readonly results: Promise<readonly Result[]> } | undefined;
  return async (item) => {
    if (!open) {
      const items: Item[] = [];
      // The store begins a work when the turn is over: by then the batch is complete.
      const results = store.write((tables) => {
        open = undefined;
        return work(tables, items);
      });
      const batch = { items, results };
      open = batch;
      // A transaction that could not even begin (the database is away) has not run the work that closes the batch.
      results.catch(() => {
        if (open === batch) open = undefined;
      });
    }
    const batch = open;
    const position = batch.items.push(item) - 1;
    return (await batch.results)[position] as Result;
  };
}
