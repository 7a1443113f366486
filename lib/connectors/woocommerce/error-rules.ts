import type { AnswerRule } from '../http/answer-rules.ts';

/** WooCommerce and WordPress error codes (REST API documentation, "Errors"; recorded in test/fixtures/woocommerce). */
export const woocommerceRules: readonly AnswerRule[] = [
  { remoteCode: /^woocommerce_rest_cannot_|^woocommerce_rest_authentication_|^rest_forbidden|^rest_not_logged_in/, becomes: 'CREDENTIALS_REFUSED', written: 'no' },
  { remoteCode: /^rest_no_route$|^rest_disabled/, becomes: 'REMOTE_REFUSED', written: 'no' },
  // Recorded: an unknown order answers 500 on one route and 400 or 404 on others.
  { remoteCode: /_invalid_id$|_invalid_order_id$/, becomes: 'REMOTE_REFUSED', written: 'no' },
  { remoteCode: /^internal_server_error$|^db_update_error$/, becomes: 'REMOTE_UNAVAILABLE', written: 'perhaps' },
];
