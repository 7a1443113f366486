export interface FileSize {
  readonly size: number;
  readonly mtimeMs: number;
}

/**
 * Tells files that stay as they are from such as are still being written. A time of change alone says nothing: uploads may set it
 * to that of the original from the start, so a file must have been seen twice.
 */
export function watchSettling(settleMs: number, now: () => number): (file: string, state: FileSize) => boolean {
  const seen = new Map<string, FileSize & { readonly since: number }>();
  return (file, { size, mtimeMs }) => {
    const before = seen.get(file);
    if (before?.size === size && before.mtimeMs === mtimeMs) return now() - before.since >= settleMs;
    seen.set(file, { size, mtimeMs, since: now() });
    return settleMs <= 0;
  };
}
