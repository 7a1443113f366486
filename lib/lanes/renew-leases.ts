import { sameLease } from '../model/lease-token.ts';
import type { Store } from '../store/contract/store.ts';
import type { Clock } from './contract.ts';
import type { PassedTime } from './passed-time.ts';
import type { TrustedLeases } from './trusted-leases.ts';

export interface RenewLeasesParts {
  readonly store: Store;
  readonly clock: Clock;
  readonly passed: PassedTime;
  readonly trusted: TrustedLeases;
  readonly ttlMs: number;
  readonly renewMs: number;
}

/** Renews all leases in one write, again and again. While the database is away it keeps trying; trust ends by itself. */
export function renewLeases({ store, clock, passed, trusted, ttlMs, renewMs }: RenewLeasesParts): { start(): void; stop(): Promise<void> } {
  const afterFailureMs = renewMs / 4;
  let running = false;
  let timer: { cancel(): void } | undefined;
  let renewing: Promise<void> | undefined;

  const renew = async (): Promise<void> => {
    const tokens = trusted.all();
    // Measured from before the database is asked: its deadline is then never earlier than ours.
    const began = passed.now();
    if (tokens.length > 0) {
      const renewed = await store.write(({ leases }) => leases.renew(tokens, ttlMs), { beside: true });
      trusted.renewed(renewed, began);
      for (const token of tokens) if (!renewed.some((other) => sameLease(other, token))) trusted.drop(token);
    }
    next(renewMs - passed.since(began));
  };
  const next = (delayMs: number): void => {
    if (!running) return;
    timer = clock.setTimer(() => void (renewing = renew().catch(() => next(afterFailureMs))), Math.max(1, delayMs));
  };

  return {
    start() {
      running = true;
      next(renewMs);
    },
    async stop() {
      running = false;
      timer?.cancel();
      await renewing;
    },
  };
}
