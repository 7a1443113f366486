import { sameLease, type LeaseToken } from '../model/lease-token.ts';
import type { Clock } from './contract.ts';
import type { Instant, PassedTime } from './passed-time.ts';

export interface TrustedLeases {
  /** Trusted for its time from `since` on; false when that is over already. */
  add(token: LeaseToken, since: Instant): boolean;
  renewed(tokens: readonly LeaseToken[], since: Instant): void;
  /** Another worker has it, or we let it go. */
  drop(token: LeaseToken): void;
  current(lease: string): LeaseToken | undefined;
  all(): readonly LeaseToken[];
}

export interface TrustedLeasesParts {
  readonly clock: Clock;
  readonly passed: PassedTime;
  readonly trustMs: number;
  readonly onLost: (token: LeaseToken) => void;
}

/**
 * What this worker may still call its own by its own clocks. Computed whenever it is asked, because a process that was
 * stopped goes on before its timers do; once found lost it stays lost. The timer is only there for those who do not ask.
 */
export function createTrustedLeases({ clock, passed, trustMs, onLost }: TrustedLeasesParts): TrustedLeases {
  const leases = new Map<string, { readonly token: LeaseToken; since: Instant }>();
  let timer: { cancel(): void } | undefined;

  const drop = (token: LeaseToken): void => {
    const entry = leases.get(token.lease);
    if (!entry || !sameLease(entry.token, token)) return;
    leases.delete(token.lease);
    onLost(token);
  };
  const dropLapsed = (): void => {
    for (const { token, since } of [...leases.values()]) if (passed.since(since) >= trustMs) drop(token);
  };
  const watch = (): void => {
    timer?.cancel();
    timer = undefined;
    if (leases.size === 0 || trustMs === Infinity) return;
    const left = Math.min(...[...leases.values()].map(({ since }) => trustMs - passed.since(since)));
    timer = clock.setTimer(() => {
      dropLapsed();
      watch();
    }, Math.max(1, left));
  };

  return {
    add(token, since) {
      if (passed.since(since) >= trustMs) return false;
      leases.set(token.lease, { token, since });
      watch();
      return true;
    },
    renewed(tokens, since) {
      dropLapsed();
      for (const token of tokens) {
        const entry = leases.get(token.lease);
        if (entry && sameLease(entry.token, token)) entry.since = since;
      }
      dropLapsed();
      watch();
    },
    drop,
    current(lease) {
      dropLapsed();
      return leases.get(lease)?.token;
    },
    all() {
      dropLapsed();
      return [...leases.values()].map(({ token }) => token);
    },
  };
}
