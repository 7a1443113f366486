/** What one part of the proof showed. */
export interface PartReport {
  readonly figures: object;
  /** What does not hold, in sentences. */
  readonly faults: readonly string[];
}
