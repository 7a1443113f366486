interface Previewed {
  readonly key: string;
  readonly destination: { readonly state: string; readonly number?: string; readonly why?: string };
}

export interface Preview {
  readonly new: number;
  readonly there: number;
  readonly changed: number;
  readonly unknown: number;
  /** Of the cause, and not asked about. */
  readonly left: number;
  readonly items: readonly Previewed[];
}

export function readPreview(answer: unknown): Preview {
  const report = (answer ?? {}) as Partial<Preview>;
  const { left = 0, unknown = 0, changed = 0, there = 0, items = [] } = report;
  return { new: report.new ?? 0, there, changed, unknown, left, items };
}

type Say = (key: string, values?: Readonly<Record<string, string | number>>) => string;

const namedAtMost = 5;

/** What a replay would do, in words: the counts that are not nought, then the numbers of what is there already. */
export function previewWords(preview: Preview, say: Say): readonly string[] {
  const counts = (['new', 'there', 'changed', 'unknown'] as const).filter((state) => preview[state] > 0).map((state) => say(`preview.${state}`, { count: preview[state] }));
  const there = preview.items.filter(({ destination }) => destination.state === 'there');
  const named = there.slice(0, namedAtMost).map(({ key, destination }) => say('preview.number', { key, number: destination.number ?? '' }));
  const why = preview.items.find(({ destination }) => destination.state === 'unknown')?.destination.why;
  return [
    counts.length === 0 ? say('preview.nothing') : `${counts.join(', ')}.`,
    ...(named.length === 0 ? [] : [`${named.join(', ')}${there.length > named.length ? ' …' : '.'}`]),
    ...(why === undefined || why === '' ? [] : [why]),
    ...(preview.left > 0 ? [say('preview.left', { count: preview.left })] : []),
  ];
}
