export interface SuspectEntries {
  /** What was under way when its worker died. */
  set(entries: readonly number[]): void;
  /** Which of them may be sent now, and how many; null: there is no suspicion, everything may go. */
  next(underWay: ReadonlyMap<number, { readonly since: number }>, now: number): { readonly ids: readonly number[]; readonly limit: number } | null;
  /** When the first of them under way is taken for harmless if it has not ended by then (ms since 1970). */
  harmlessAt(underWay: ReadonlyMap<number, { readonly since: number }>): number;
  cleared(entry: number): void;
}

/** Whoever has been under way for so long without harm is none that ends its worker. */
const harmlessAfterMs = 60_000;

/**
 * A message that ends its worker would do so for ever. What was under way at a worker's death goes before everything
 * else, in groups half as large as that, with nothing else beside them: if the worker dies again, the message is in the
 * smaller group, until it is alone and its attempts can be counted against it and nobody else.
 */
export function suspectEntries(): SuspectEntries {
  const suspects = new Set<number>();
  let groupSize = 1;
  return {
    set(entries) {
      suspects.clear();
      for (const entry of entries) suspects.add(entry);
      groupSize = Math.max(1, Math.floor(entries.length / 2));
    },
    next(underWay, now) {
      for (const entry of suspects) {
        const sent = underWay.get(entry);
        if (sent && now - sent.since >= harmlessAfterMs) suspects.delete(entry);
      }
      if (suspects.size === 0) return null;
      const ids = [...suspects].filter((entry) => !underWay.has(entry));
      return { ids, limit: Math.min(ids.length, groupSize - (suspects.size - ids.length)) };
    },
    harmlessAt: (underWay) => Math.min(...[...suspects].map((entry) => (underWay.get(entry)?.since ?? Infinity) + harmlessAfterMs)),
    cleared: (entry) => void suspects.delete(entry),
  };
}
