/** How the ERP's stock side runs; changed while it runs. Milliseconds; 0 switches off what is not wanted by itself. */
export interface StockSettings {
  /** Between the starts of two cycles. 0: only when one is asked for. */
  stockEveryMs: number;
  /** From a cycle's `asOf` until it is completed. */
  stockRunMs: number;
  /** For how long a cycle can still be read after a newer one was completed. */
  stockGraceMs: number;
  /** Every so many cycles a full one, the others delta. 1: all of them full. */
  stockFullEvery: number;
  /** False: cycles state no checksum. */
  stockChecksums: boolean;
  /** Orders are picked so long after they came, and invoiced so long after that. 0: when somebody says so. */
  stockPickAfterMs: number;
  stockShipAfterMs: number;
}

export const calmStock = (): StockSettings => ({
  stockEveryMs: 30 * 60_000,
  stockRunMs: 2 * 60_000,
  stockGraceMs: 0,
  stockFullEvery: 1,
  stockChecksums: true,
  stockPickAfterMs: 0,
  stockShipAfterMs: 0,
});
