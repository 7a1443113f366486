/** The last line of a proof. */
export interface Verdict {
  readonly prove: string;
  readonly holds: boolean;
  readonly figures: object;
  readonly seed: number;
  /** What does not hold, in sentences; told above the last line. */
  readonly faults: readonly string[];
}
