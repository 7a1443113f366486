/** How a stand-in's line behaves; changed while it runs. */
export interface TrafficSettings {
  latencyMs: number;
  /** Added at random on top of the latency. */
  jitterMs: number;
  /** null: no limit. */
  callsPerSecond: number | null;
}

export const calmTraffic = (): TrafficSettings => ({ latencyMs: 0, jitterMs: 0, callsPerSecond: null });
