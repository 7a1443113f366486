export interface RequestEntry {
  /** Epoch milliseconds. */
  readonly at: number;
  readonly method: string;
  readonly path: string;
  /** null: the caller never got an answer. */
  readonly status: number | null;
  readonly fault?: string;
}

const capacity = 100_000;

/** The last 100,000 requests, for whoever checks a client from outside. */
export class RequestRing {
  #entries: RequestEntry[] = [];
  #oldest = 0;

  add(entry: RequestEntry): void {
    if (this.#entries.length < capacity) {
      this.#entries.push(entry);
      return;
    }
    this.#entries[this.#oldest] = entry;
    this.#oldest = (this.#oldest + 1) % capacity;
  }

  list(): RequestEntry[] {
    return [...this.#entries.slice(this.#oldest), ...this.#entries.slice(0, this.#oldest)].map((entry) => ({ ...entry, path: withoutSignature(entry.path) }));
  }

  clear(): void {
    this.#entries = [];
    this.#oldest = 0;
  }
}

/** OAuth's members differ in every request and would hide what was asked. */
const withoutSignature = (path: string): string => path.replace(/([?&])oauth_[^&]*/g, '$1').replace(/&{2,}/g, '&').replace(/\?&/, '?').replace(/[?&]$/, '');
