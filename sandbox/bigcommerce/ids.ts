/** Numbers of things, each kind for itself, as a shop in use has them: never the same start for two kinds, so that none passes for another. */
export class Ids {
  readonly #last = new Map<string, number>();

  next(kind: string, start: number): number {
    const id = (this.#last.get(kind) ?? start - 1) + 1;
    this.#last.set(kind, id);
    return id;
  }
}
