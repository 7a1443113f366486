import type { CallPriority, ConnectorClock } from '../contract.ts';

/** What a system says of the calls that it will still take. */
export interface CallAllowance {
  readonly left: number;
  /** Calls in a whole window. */
  readonly quota: number;
  /** Until the window ends and the quota is whole again. */
  readonly resetMs: number;
}

/** Part of the quota that each kind of work leaves to the more urgent ones and to other programs of the same shop. */
const leftToOthers: Readonly<Record<CallPriority, number>> = { orders: 0, stock: 0.1, catalogue: 0.25, marketing: 0.4 };

/** Who may still call in the present window. Without a word of the remote side everybody may. */
export interface AllowanceBook {
  /** Takes in what an answer states; `underWay` calls may or may not be in its figure. */
  heed(allowance: CallAllowance, underWay: number): void;
  /** A call starts. */
  spend(): void;
  /** How long a call of this priority has to wait for the next window, in ms; 0: it may start. */
  waitMs(priority: CallPriority): number;
}

export function createAllowanceBook(clock: Pick<ConnectorClock, 'now'>): AllowanceBook {
  let window: { left: number; quota: number; endsAt: number } | undefined;
  const present = (): typeof window => (window && clock.now() < window.endsAt ? window : undefined);

  return {
    heed({ left, quota, resetMs }, underWay) {
      const now = present();
      const stated = Math.max(0, left - underWay);
      const endsAt = clock.now() + resetMs;
      // Answers overtake one another: within a window only the lowest figure is safe. A later end by half is the next window.
      const same = now !== undefined && endsAt < now.endsAt + resetMs / 2;
      window = same ? { left: Math.min(now.left, stated), quota, endsAt: Math.max(now.endsAt, endsAt) } : { left: stated, quota, endsAt };
    },
    spend() {
      const now = present();
      if (now) now.left -= 1;
    },
    waitMs(priority) {
      const now = present();
      if (!now || now.left > Math.floor(now.quota * leftToOthers[priority])) return 0;
      return now.endsAt - clock.now();
    },
  };
}
