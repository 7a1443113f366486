/** An opaque place in a list that is sorted by a time and a key. */
export interface Place {
  readonly at: string;
  readonly key: string;
}

export const writeCursor = ({ at, key }: Place): string => Buffer.from(JSON.stringify([at, key])).toString('base64url');

export const readCursor = (cursor: string): Place | null => {
  try {
    const value: unknown = JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8'));
    if (!Array.isArray(value) || value.length !== 2) return null;
    const [at, key] = value as unknown[];
    return typeof at === 'string' && typeof key === 'string' ? { at, key } : null;
  } catch {
    return null;
  }
};

export const comparePlaces = (left: Place, right: Place): number => (left.at < right.at ? -1 : left.at > right.at ? 1 : left.key < right.key ? -1 : left.key > right.key ? 1 : 0);
