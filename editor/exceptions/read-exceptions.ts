/** An open exception as the form lists it. */
export interface OpenException {
  readonly id: number;
  readonly code: string;
  readonly owner: string;
  readonly title: string;
  readonly message: string;
  readonly entity: string;
  readonly key: string;
  readonly attempts: number;
  /** ISO 8601, UTC. */
  readonly lastSeenAt: string;
}

export function readExceptions(answer: unknown): { readonly items: readonly OpenException[]; readonly total: number } {
  const { items, total } = (answer ?? {}) as { items?: unknown; total?: unknown };
  const rows = Array.isArray(items) ? (items as Record<string, unknown>[]).map(readException) : [];
  return { items: rows, total: typeof total === 'number' ? total : rows.length };
}

function readException(row: Record<string, unknown>): OpenException {
  const text = (name: string): string => (typeof row[name] === 'string' || typeof row[name] === 'number' ? String(row[name]) : '');
  const at = row['lastSeenAt'];
  return {
    id: Number(row['id']),
    code: text('code'),
    owner: text('owner'),
    title: text('title'),
    message: text('message'),
    entity: text('entity'),
    key: text('key'),
    attempts: Number(row['attempts'] ?? 1),
    lastSeenAt: typeof at === 'number' ? new Date(at).toISOString() : text('lastSeenAt'),
  };
}
