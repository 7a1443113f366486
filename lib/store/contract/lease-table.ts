import type { LeaseToken } from '../../model/lease-token.ts';

export interface LeaseRow extends LeaseToken {
  /** The worker that has or had it. */
  readonly owner: string;
  /** Milliseconds since 1970 by the database's own clock, as all times here. 0: let go. */
  readonly expiresAt: number;
  readonly inForce: boolean;
}

/** Leases of the workers of one client. Times are measured by the database, so that workers need not agree on the time. */
export interface LeaseTable {
  /** The lease with a new fence when it is free or its time is over; null while another owner has it. Its owner keeps the fence. */
  acquire(lease: string, owner: string, ttlMs: number): Promise<LeaseToken | null>;
  /** Gives those of these that nobody has taken over a new deadline, and says which. */
  renew(tokens: readonly LeaseToken[], ttlMs: number): Promise<readonly LeaseToken[]>;
  release(tokens: readonly LeaseToken[]): Promise<void>;
  /**
   * Which of these nobody has taken over. Inside a write none of them can be taken over before the write is committed:
   * what is written in the same transaction is written by the holder.
   */
  held(tokens: readonly LeaseToken[]): Promise<readonly LeaseToken[]>;
  /** Which of these are held and not past their deadline: their worker lives as far as anybody can know. */
  inForce(tokens: readonly LeaseToken[]): Promise<readonly LeaseToken[]>;
  list(): Promise<readonly LeaseRow[]>;
  /** Every deadline is over: for a store whose file proves that no other process has it. */
  expireAll(): Promise<void>;
  /** Rows let go or expired for longer than this are removed, except the fence of what may come back: leases of workers only. */
  prune(prefix: string, expiredForMs: number): Promise<number>;
}
