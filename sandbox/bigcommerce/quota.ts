export interface QuotaSettings {
  /** Calls in a window, of all apps of the store. */
  quota: number;
  quotaWindowMs: number;
  /** Calls that other apps of the store make at the beginning of each window. */
  otherAppsCalls: number;
}

/** 150 in 30 seconds, a Standard store's; all of it ours. */
export const standardQuota = (): QuotaSettings => ({ quota: 150, quotaWindowMs: 30_000, otherAppsCalls: 0 });

/** The store's calls in the window that runs, whoever made them. A window begins with its first call. */
export class Quota {
  readonly #settings: QuotaSettings;
  readonly #now: () => number;
  #since = -Infinity;
  #used = 0;

  constructor(settings: QuotaSettings, now: () => number) {
    this.#settings = settings;
    this.#now = now;
  }

  /** False: it is used up, and this call is none. */
  take(calls = 1): boolean {
    this.#turn();
    if (this.#used + calls > this.#settings.quota) return false;
    this.#used += calls;
    return true;
  }

  /** Another app calls now; what does not fit is refused to it. */
  useByOthers(calls: number): number {
    this.#turn();
    const used = Math.min(calls, this.left());
    this.#used += used;
    return used;
  }

  left(): number {
    return Math.max(0, this.#settings.quota - this.#used);
  }

  resetMs(): number {
    return Math.max(0, Math.ceil(this.#since + this.#settings.quotaWindowMs - this.#now()));
  }

  headers(): Record<string, string> {
    return {
      'x-rate-limit-time-window-ms': String(this.#settings.quotaWindowMs),
      'x-rate-limit-time-reset-ms': String(this.resetMs()),
      'x-rate-limit-requests-quota': String(this.#settings.quota),
      'x-rate-limit-requests-left': String(this.left()),
    };
  }

  #turn(): void {
    if (this.#now() - this.#since < this.#settings.quotaWindowMs) return;
    this.#since = this.#now();
    this.#used = Math.min(this.#settings.otherAppsCalls, this.#settings.quota);
  }
}
