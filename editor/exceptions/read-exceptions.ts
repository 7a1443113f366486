/** What waits for one reason, as the form lists it. */
export interface CauseGroup {
  readonly cause: string;
  readonly code: string;
  readonly title: string;
  readonly owner: string;
  /** Sentence of the newest one. */
  readonly text: string;
  readonly count: number;
  readonly assigned: number;
  readonly replaying: number;
  /** Of a few of them. */
  readonly keys: readonly string[];
  /** ISO 8601, UTC. */
  readonly lastSeenAt: string;
}

/** An exception that is not closed. */
export interface OpenException {
  readonly id: number;
  readonly key: string;
  readonly message: string;
  readonly state: 'open' | 'assigned' | 'replaying';
  readonly assignedTo: string | null;
  readonly edited: boolean;
  readonly attempts: number;
  /** ISO 8601, UTC. */
  readonly lastSeenAt: string;
}

/** A replay of all of one cause. */
export interface Batch {
  readonly id: number;
  readonly state: 'canary' | 'running' | 'done' | 'stopped';
  readonly total: number;
  readonly succeeded: number;
  readonly failed: number;
  readonly reason: string;
}

type Row = Readonly<Record<string, unknown>>;

export function readGroups(answer: unknown): { readonly groups: readonly CauseGroup[]; readonly total: number } {
  const groups = rowsOf(answer).map((row) => ({
    ...{ cause: text(row, 'cause'), code: text(row, 'code'), title: text(row, 'title'), owner: text(row, 'owner'), text: text(row, 'text') },
    ...{ count: number(row, 'count'), assigned: number(row, 'assigned'), replaying: number(row, 'replaying'), lastSeenAt: text(row, 'lastSeenAt') },
    keys: Array.isArray(row['keys']) ? (row['keys'] as unknown[]).map(String) : [],
  }));
  const { total } = (answer ?? {}) as { total?: unknown };
  return { groups, total: typeof total === 'number' ? total : groups.reduce((sum, { count }) => sum + count, 0) };
}

export function readExceptions(answer: unknown): readonly OpenException[] {
  return rowsOf(answer).map((row) => {
    const state = text(row, 'state');
    return {
      ...{ id: number(row, 'id'), key: text(row, 'key'), message: text(row, 'message'), attempts: number(row, 'attempts'), lastSeenAt: text(row, 'lastSeenAt') },
      state: state === 'assigned' || state === 'replaying' ? state : 'open',
      assignedTo: typeof row['assignedTo'] === 'string' ? row['assignedTo'] : null,
      edited: typeof row['editedAt'] === 'string',
    };
  });
}

export function readBatch(answer: unknown): Batch {
  const row = (answer ?? {}) as Row;
  const state = text(row, 'state');
  return {
    ...{ id: number(row, 'id'), total: number(row, 'total'), succeeded: number(row, 'succeeded'), failed: number(row, 'failed'), reason: text(row, 'reason') },
    state: state === 'running' || state === 'done' || state === 'stopped' ? state : 'canary',
  };
}

export function readBatches(answer: unknown): readonly Batch[] {
  return rowsOf(answer).map(readBatch);
}

function rowsOf(answer: unknown): readonly Row[] {
  const { items } = (answer ?? {}) as { items?: unknown };
  return Array.isArray(items) ? (items as readonly Row[]) : [];
}

function text(row: Row, name: string): string {
  const value = row[name];
  return typeof value === 'string' ? value : '';
}

function number(row: Row, name: string): number {
  const value = row[name];
  return typeof value === 'number' ? value : 0;
}
