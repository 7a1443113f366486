import type { AnswerRule } from '../http/answer-rules.ts';

/** BigCommerce's status codes (docs/start/about/status-codes, docs/start/migration/4_errors; see BEHAVIOUR.md). */
export const bigcommerceRules: readonly AnswerRule[] = [
  // One store serves one write of a kind at a time; the request was not begun.
  { status: 409, remoteCode: /in progress|locked/i, becomes: 'REMOTE_UNAVAILABLE', written: 'no' },
  // The store's plan bears no more records: only a person can change that.
  { status: 507, becomes: 'REMOTE_REFUSED', written: 'no' },
  { status: 501, becomes: 'REMOTE_REFUSED', written: 'no' },
  // "Maintenance" stands for the whole store and is said before a request is taken.
  { status: 503, remoteCode: /maintenance|unavailable/i, becomes: 'REMOTE_UNAVAILABLE', written: 'no' },
  { status: 503, body: ['json'], becomes: 'REMOTE_UNAVAILABLE', written: 'perhaps' },
];
