/**
 * What the kit does with a failure:
 * - `retry`: the lane tries again by itself, later;
 * - `park`: it waits in the exception queue for a person;
 * - `skip`: the business says nothing is to be done; the reason is kept in the timeline;
 * - `halt`: nobody has classified this, so it waits for an engineer and nothing is repeated blindly.
 */
export type Disposition = 'retry' | 'park' | 'skip' | 'halt';

/**
 * Failures that are waited for in different ways:
 * - `outage`: the destination as a whole does not work: every message would fail;
 * - `rate-limit`: it asks us to slow down;
 * - `unknown-outcome`: it may still be working on the call;
 * - `own`: our own store or worker, seconds at most.
 */
export type RetryClass = 'outage' | 'rate-limit' | 'unknown-outcome' | 'own';

/** The team that puts an exception right. */
export type OwnerTeam = 'operations' | 'ecommerce' | 'finance' | 'marketing' | 'integration';
