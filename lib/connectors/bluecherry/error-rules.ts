import type { AnswerRule } from '../http/answer-rules.ts';

/** The model's error codes for whole calls; those of single orders stand in refusal-codes.ts. */
export const bluecherryRules: readonly AnswerRule[] = [
  { remoteCode: /^BATCH_WINDOW$/, becomes: 'BLUECHERRY_BATCH_WINDOW', written: 'no' },
  { status: 423, becomes: 'BLUECHERRY_BATCH_WINDOW', written: 'no' },
  { remoteCode: /^CYCLE_EXPIRED$/, becomes: 'BLUECHERRY_CYCLE_EXPIRED', written: 'no' },
  { remoteCode: /^RATE_LIMITED$/, becomes: 'REMOTE_RATE_LIMITED', written: 'no' },
  { remoteCode: /^UNAUTHENTICATED$/, becomes: 'CREDENTIALS_REFUSED', written: 'no' },
  { remoteCode: /^DIVISION_FORBIDDEN$/, becomes: 'REMOTE_REFUSED', written: 'no' },
  { remoteCode: /^(MALFORMED|BAD_CURSOR|BAD_DATE|NOT_FOUND)$/, becomes: 'REMOTE_REFUSED', written: 'no' },
  // The ERP behind the API broke off: what it had written by then stays written.
  { remoteCode: /^UPSTREAM$/, becomes: 'REMOTE_UNAVAILABLE', written: 'perhaps' },
];
