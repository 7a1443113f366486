/**
 * A word to all workers on the same tables, this one included: `lane:orders` (something may be due there),
 * `feed:harbour-woo:orders` (a hint came), `exceptions`, `control:orders`. One may get lost while the database is away,
 * so whoever listens also looks by itself now and then.
 */
export interface Signals {
  /** Never waits and never throws. */
  send(topic: string): void;
  on(listener: (topic: string) => void): () => void;
}
