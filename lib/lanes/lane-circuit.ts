import type { ErrorCode } from '../errors/error-table.ts';
import type { Failure } from '../errors/operation-error.ts';
import type { CircuitStatus, LaneOptions } from './contract.ts';
import { destinationAnswered, destinationFails } from './failure-class.ts';
import { askedDelay, nthDelay } from './retry-delay.ts';

export interface LaneCircuit {
  status(): CircuitStatus;
  /** Time for a message that shows whether the destination works again. */
  probeDue(now: number): boolean;
  probeNow(now: number): void;
  /** This entry is on its way as the probe. */
  probing(entry: number): void;
  /** An attempt has failed. True: because of the destination as a whole, so it counts against no message. */
  failed(entry: number, failure: Failure, now: number): boolean;
  /** The destination has this one, or has refused it for a reason of its own. True: that was the probe, and it closed. */
  answered(entry: number, now: number): boolean;
  /** The entry is no longer under way, and whether the destination works was not seen. */
  left(entry: number, now: number): void;
  /** As a former holder of the lane left it: what was open is probed at once. */
  restore(status: CircuitStatus, now: number): void;
  /** Closed, nothing known. */
  reset(): void;
}

/**
 * One refusal of the credentials is enough: they belong to the account and not to the record, so every message would be
 * refused, and systems lock accounts that try again and again.
 */
const opensAtOnce: ReadonlySet<ErrorCode> = new Set<ErrorCode>(['CREDENTIALS_REFUSED']);

const closed: CircuitStatus = { state: 'closed', code: null, message: '', openedAt: null, nextProbeAt: null };

/** Stops a lane whose destination fails for everything, and finds out with one message at a time when it works again. */
export function laneCircuit({ failures, probeDelaysMs }: LaneOptions['circuit']): LaneCircuit {
  let status = closed;
  /** Entries that failed since the destination last answered. */
  const failing = new Set<number>();
  let probes = 0;
  let probe: number | undefined;

  const reset = (): void => {
    status = closed;
    failing.clear();
    probes = 0;
    probe = undefined;
  };
  const open = (now: number, { code, message, retryAfterMs }: Pick<Failure, 'code' | 'message' | 'retryAfterMs'>): void => {
    const delay = askedDelay(retryAfterMs) ?? nthDelay(probeDelaysMs, probes + 1);
    status = { state: 'open', code, message, openedAt: status.openedAt ?? now, nextProbeAt: now + delay };
    probe = undefined;
  };
  const reopen = (now: number): void => {
    status = { ...status, state: 'open', nextProbeAt: now + nthDelay(probeDelaysMs, probes + 1) };
    probe = undefined;
  };
  const left = (entry: number, now: number): void => {
    if (entry === probe) reopen(now);
  };

  return {
    status: () => status,
    probeDue: (now) => status.state === 'open' && status.nextProbeAt !== null && status.nextProbeAt <= now,
    probeNow(now) {
      if (status.state === 'open') status = { ...status, nextProbeAt: now };
    },
    probing(entry) {
      probe = entry;
      status = { ...status, state: 'probing', nextProbeAt: null };
    },
    failed(entry, failure, now) {
      if (!destinationFails(failure)) {
        if (!destinationAnswered(failure)) left(entry, now);
        return false;
      }
      if (entry === probe) {
        probes += 1;
        open(now, failure);
        return true;
      }
      if (status.state === 'open') {
        // The destination may ask for more time in its answer to one that was still under way.
        const asked = askedDelay(failure.retryAfterMs);
        if (asked !== undefined) status = { ...status, nextProbeAt: Math.max(status.nextProbeAt ?? 0, now + asked) };
      }
      if (status.state !== 'closed') return true;
      failing.add(entry);
      if (failing.size < failures && !opensAtOnce.has(failure.code)) return false;
      open(now, failure);
      return true;
    },
    answered(entry, now) {
      if (status.state === 'closed') failing.clear();
      // One that was sent before it opened: perhaps the destination works again already.
      if (status.state === 'open') status = { ...status, nextProbeAt: Math.min(status.nextProbeAt ?? now, now) };
      if (entry !== probe) return false;
      reset();
      return true;
    },
    left,
    restore(former, now) {
      reset();
      if (former.state !== 'closed') status = { ...former, state: 'open', nextProbeAt: now };
    },
    reset,
  };
}
