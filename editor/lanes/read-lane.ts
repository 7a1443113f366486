/** One lane as the host shows it. */
export interface LaneNow {
  readonly name: string;
  readonly waiting: number;
  readonly inFlight: number;
  readonly parked: number;
  readonly settledPerMinute: number;
  readonly full: boolean;
  readonly leading: boolean;
  readonly paused: { readonly by: string; readonly reason: string } | null;
  readonly circuit: { readonly state: string; readonly code: string | null; readonly message: string };
}

/** Undefined: the host does not run such a lane (not deployed yet, or renamed). */
export function readLane(answer: unknown, name: string): LaneNow | undefined {
  const { lanes } = (answer ?? {}) as { lanes?: unknown };
  const found = Array.isArray(lanes) ? (lanes as { name?: unknown; status?: unknown }[]).find((lane) => lane.name === name) : undefined;
  return typeof found?.status === 'object' && found.status !== null ? { ...(found.status as Omit<LaneNow, 'name'>), name } : undefined;
}
