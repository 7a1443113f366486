import type { Failure } from '../errors/operation-error.ts';
import type { LaneOptions } from './contract.ts';
import { retryClassOf } from './failure-class.ts';
import { askedDelay, retryDelay } from './retry-delay.ts';
import type { HandedOut } from './write-outcomes.ts';

export interface FailedDelivery {
  readonly entry: HandedOut;
  readonly failure: Failure;
  /** The destination fails for every message just now. */
  readonly outage: boolean;
}

/**
 * Whether the attempt is counted and how long the entry waits; null: that was its last. An outage is not the message's
 * fault, nor is a failure of our own store or worker; but of the latter only every second one in a row is forgiven, so
 * that a message which brings it about itself comes to an end.
 */
export function judgeRetry(options: LaneOptions, { entry, failure, outage }: FailedDelivery, random: () => number): { readonly counted: boolean; readonly delayMs: number } | null {
  const retryClass = retryClassOf(failure.code);
  const forgiven = retryClass === 'own' && retryClassOf(entry.lastCode ?? '') !== 'own';
  const counted = !outage && !forgiven;
  const attempt = entry.attempts + 1;
  if (counted && attempt >= options.maxAttempts) return null;
  return { counted, delayMs: askedDelay(failure.retryAfterMs) ?? retryDelay(options, { attempt, retryClass }, random) };
}
