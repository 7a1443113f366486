/** Timers that end together, so that a stopped sandbox neither acts nor keeps the process alive. */
export class Timers {
  readonly #running = new Set<NodeJS.Timeout>();
  #stopped = false;

  after(milliseconds: number, run: () => void): void {
    if (this.#stopped) return;
    const timer = setTimeout(() => {
      this.#running.delete(timer);
      run();
    }, milliseconds);
    this.#running.add(timer);
  }

  stop(): void {
    this.#stopped = true;
    for (const timer of this.#running) clearTimeout(timer);
    this.#running.clear();
  }
}
