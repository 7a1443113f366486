/** Where a source stands. A feed is `<account>:<resource>`; the position is the feed's own text. */
export interface CursorTable {
  get(feed: string): Promise<string | null>;
  set(feed: string, position: string, at: number): Promise<void>;
}
