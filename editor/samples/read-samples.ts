/** One sample as the host lists it. */
export interface SampleEntry {
  readonly id: string;
  readonly entity: string;
  readonly title: string;
  readonly summary: string;
}

export function readSamples(answer: unknown): readonly SampleEntry[] {
  if (!Array.isArray(answer)) return [];
  return (answer as Record<string, unknown>[]).map(({ id, entity, title, summary }) => ({
    id: String(id),
    entity: String(entity),
    title: String(title),
    summary: typeof summary === 'string' ? summary : '',
  }));
}

/** Samples that have every word of the search somewhere, grouped by entity in the order they came. */
export function findSamples(samples: readonly SampleEntry[], search: string): ReadonlyMap<string, readonly SampleEntry[]> {
  const words = search.toLowerCase().split(/\s+/).filter((word) => word !== '');
  const matches = samples.filter(({ id, entity, title, summary }) => {
    const text = `${id} ${entity} ${title} ${summary}`.toLowerCase();
    return words.every((word) => text.includes(word));
  });
  return Map.groupBy(matches, ({ entity }) => entity);
}
