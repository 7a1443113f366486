/**
 * A right that one worker of a client has at a time: to drive the lanes and pollers of an account, or to be alive. The
 * fence grows by one each time the lease changes hands, so what is written under an older one can be told and refused.
 */
export interface LeaseToken {
  readonly lease: string;
  readonly fence: number;
}

export function sameLease(a: LeaseToken, b: LeaseToken): boolean {
  return a.lease === b.lease && a.fence === b.fence;
}
