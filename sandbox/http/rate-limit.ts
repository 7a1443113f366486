/** A bucket that holds one second's calls: an idle client may send a second's worth at once. */
export class RateLimit {
  #left = 0;
  #filledAt = -Infinity;

  /** Milliseconds until the next call is allowed; 0 when this one is. */
  take(callsPerSecond: number, now: number): number {
    const earned = ((now - this.#filledAt) / 1000) * callsPerSecond;
    this.#left = Math.min(Math.max(1, callsPerSecond), this.#left + earned);
    this.#filledAt = now;
    if (this.#left >= 1) {
      this.#left -= 1;
      return 0;
    }
    return Math.ceil(((1 - this.#left) / callsPerSecond) * 1000);
  }
}
