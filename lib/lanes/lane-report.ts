import type { LeaseToken } from '../model/lease-token.ts';
import type { Store } from '../store/contract/store.ts';
import type { Clock, LaneStatus } from './contract.ts';

export interface LaneReport {
  /** Something is different: it is told within a second. */
  changed(): void;
  /** Tells it now. */
  flush(): Promise<void>;
}

export interface LaneReportParts {
  readonly store: Store;
  readonly clock: Clock;
  readonly lane: string;
  /** Null: another worker drives the lane and reports. */
  readonly current: () => { readonly holder: LeaseToken; readonly status: LaneStatus; readonly oldestAt: number | null } | null;
}

const betweenReportsMs = 1000;

/** Keeps what the lane's holder knows of it for the other workers, at most once a second and only when it has changed. */
export function laneReport({ store, clock, lane, current }: LaneReportParts): LaneReport {
  let told = '';
  let timer: { cancel(): void } | undefined;

  const flush = async (): Promise<void> => {
    timer?.cancel();
    timer = undefined;
    const now = current();
    if (!now) return;
    const { holder, status, oldestAt } = now;
    // The age grows by itself: others work it out from the time of the oldest.
    const text = JSON.stringify({ ...status, oldestAgeMs: 0, oldestAt });
    if (text === told) return;
    const { waiting, inFlight, parked, bytes } = status;
    await store.write(async ({ laneControls, leases }) => {
      if ((await leases.held([holder])).length === 0) return;
      await laneControls.report({
        lane,
        entries: waiting + inFlight + parked,
        bytes,
        oldestAt,
        status: text,
        reportedAt: clock.now(),
        reportedBy: `${holder.lease}#${holder.fence}`,
      });
    });
    told = text;
  };
  return {
    changed() {
      // What cannot be kept just now is told with the next change.
      timer ??= clock.setTimer(() => void flush().catch(() => undefined), betweenReportsMs);
    },
    flush,
  };
}
