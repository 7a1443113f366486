/**
 * One bulk write of a store at a time: BigCommerce computes stock wrongly where inventory adjustments run beside each other or beside
 * bulk work on the catalogue (docs/store-operations/catalog/inventory-adjustments, "Optimizing performance").
 */
export interface BulkTurns {
  /** Runs `work` when nothing else runs; stock goes before catalogue work that waits. Rejects with the signal's reason when that is aborted before. */
  take<T>(kind: 'stock' | 'catalogue', signal: AbortSignal | undefined, work: () => Promise<T>): Promise<T>;
}

export function createBulkTurns(): BulkTurns {
  const waiting = { stock: [] as (() => void)[], catalogue: [] as (() => void)[] };
  let taken = false;

  const next = (): void => {
    const start = waiting.stock.shift() ?? waiting.catalogue.shift();
    taken = start !== undefined;
    start?.();
  };
  const turn = (kind: 'stock' | 'catalogue', signal: AbortSignal | undefined): Promise<void> =>
    new Promise((resolve, reject) => {
      const start = (): void => {
        signal?.removeEventListener('abort', abort);
        resolve();
      };
      const abort = (): void => {
        waiting[kind] = waiting[kind].filter((other) => other !== start);
        reject(signal?.reason as Error);
      };
      signal?.addEventListener('abort', abort, { once: true });
      waiting[kind].push(start);
      if (!taken) next();
    });

  return {
    async take(kind, signal, work) {
      signal?.throwIfAborted();
      await turn(kind, signal);
      try {
        return await work();
      } finally {
        next();
      }
    },
  };
}
