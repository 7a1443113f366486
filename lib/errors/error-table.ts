import type { Disposition, OwnerTeam, RetryClass } from './dispositions.ts';

interface ErrorEntry {
  readonly disposition: Disposition;
  readonly owner: OwnerTeam;
  /** One line for lists; the whole story is in docs/runbook.md under the same code. */
  readonly title: string;
  /** How a lane waits for it; codes without one follow the lane's own schedule. */
  readonly retryClass?: RetryClass;
}

const entry = (disposition: Disposition, owner: OwnerTeam, title: string): ErrorEntry => ({ disposition, owner, title });
const retry = (retryClass: RetryClass, owner: OwnerTeam, title: string): ErrorEntry => ({ disposition: 'retry', owner, title, retryClass });

/** Every code the product can raise. docs/runbook.md has one entry per code; a test holds the two together. */
export const errorTable = {
  // Starting, and the client's folder
  SETTING_INVALID: entry('halt', 'integration', 'A setting has a value that is not allowed'),
  PORT_IN_USE: entry('halt', 'integration', 'Another program already listens on the port'),
  FLOW_FOLDER_INVALID: entry('halt', 'integration', 'A flow file cannot be read or is not what it should be'),
  FLOWS_CHANGED_ON_DISK: entry('halt', 'integration', 'The client folder was changed by somebody else since it was loaded'),
  // Orders and their content
  SKU_MISSING: entry('park', 'ecommerce', 'An order line has no SKU'),
  SKU_UNKNOWN: entry('park', 'ecommerce', 'BlueCherry has no such SKU'),
  SKU_NOT_UNIQUE: entry('park', 'ecommerce', 'A SKU names more than one BlueCherry item'),
  ORDER_INCOMPLETE: entry('park', 'ecommerce', 'An order lacks a field that BlueCherry requires'),
  ORDER_WITHOUT_LINES: entry('park', 'ecommerce', 'A paid order has no lines'),
  QUANTITY_INVALID: entry('park', 'ecommerce', 'A line quantity is not a sensible whole number'),
  AMOUNT_INVALID: entry('park', 'finance', 'An amount cannot be read or is absurd'),
  MONEY_DOES_NOT_ADD_UP: entry('park', 'finance', 'Lines, discounts, shipping and tax do not add up to the total'),
  CURRENCY_UNKNOWN: entry('park', 'finance', 'The currency is not an ISO 4217 code'),
  STATUS_UNMAPPED: entry('park', 'ecommerce', 'The shop uses an order status that has no meaning here yet'),
  ORDER_CHANGED_AFTER_IMPORT: entry('park', 'operations', 'The shop changed an order that BlueCherry already has'),
  ORDER_CANCELLED_AFTER_IMPORT: entry('park', 'operations', 'The shop cancelled an order that BlueCherry already has'),
  REFUND_AFTER_IMPORT: entry('park', 'finance', 'The shop refunded an order that BlueCherry already has'),
  // Translation tables
  TRANSLATION_MISSING: entry('park', 'operations', 'A mapping table has no row for a value'),
  TABLE_MISSING: entry('park', 'integration', 'A mapping table is not in the client folder'),
  TABLE_INVALID: entry('park', 'integration', 'A mapping table has duplicate or empty keys or a wrong header'),
  // Messages and flows
  PAYLOAD_INVALID: entry('park', 'integration', 'A message does not have the shape its node accepts'),
  MESSAGE_DROPPED: entry('park', 'integration', 'A message left its flow without reaching a lane or an end'),
  MESSAGE_DAMAGED: entry('park', 'integration', 'A kept message is not what was written'),
  EFFECT_CONTENT_DIFFERS: entry('park', 'integration', 'One revision of a record was sent with two contents'),
  LANE_FULL: retry('own', 'integration', 'A lane holds more than it may'),
  LANE_CIRCUIT_OPEN: entry('park', 'integration', 'A lane does not send because its destination fails'),
  LEASE_LOST: retry('own', 'integration', 'Another worker has taken over what this one was doing'),
  LANE_MISSING: entry('halt', 'integration', 'A message has no durable lane behind it'),
  CONFIGURATION_INVALID: entry('halt', 'integration', 'A node or account is not configured completely'),
  ATTEMPTS_EXHAUSTED: entry('park', 'integration', 'A message was tried as often as its lane allows'),
  OUTCOME_UNKNOWN: retry('unknown-outcome', 'integration', 'Whether the destination took a record is not known yet'),
  STORE_UNAVAILABLE: retry('own', 'integration', 'The store cannot be read or written'),
  UNCLASSIFIED: entry('halt', 'integration', 'An error that nobody has classified'),
  // Any remote system
  REMOTE_UNREACHABLE: retry('outage', 'integration', 'A remote system cannot be reached'),
  REMOTE_TIMEOUT: retry('outage', 'integration', 'A remote system did not answer in time'),
  REMOTE_RATE_LIMITED: retry('rate-limit', 'integration', 'A remote system asks us to slow down'),
  REMOTE_UNAVAILABLE: retry('outage', 'integration', 'A remote system answers that it is not available'),
  REMOTE_ANSWER_INVALID: retry('outage', 'integration', 'A remote system answered with something that is not its API'),
  REMOTE_RECORD_INVALID: entry('park', 'integration', 'A remote record does not have the published shape'),
  REMOTE_REFUSED: entry('park', 'integration', 'A remote system refused a request for good'),
  CREDENTIALS_REFUSED: retry('outage', 'integration', 'A remote system refuses our credentials'),
  PAGE_NOT_ADVANCING: entry('retry', 'integration', 'A list of pages does not come to an end'),
  WEBHOOK_SIGNATURE_INVALID: entry('skip', 'integration', 'A webhook delivery was not signed with our secret'),
  // Storefronts
  SHOP_REFERENCE_STALE: entry('park', 'ecommerce', 'The shop does not have a SKU under the id it had'),
  SHOP_STOCK_NOT_KEPT: entry('park', 'ecommerce', 'The shop does not keep stock for a SKU'),
  SHOP_SKU_AMBIGUOUS: entry('park', 'ecommerce', 'The shop has a SKU more than once'),
  // BlueCherry
  BLUECHERRY_BATCH_WINDOW: retry('outage', 'operations', 'BlueCherry is in its batch window'),
  BLUECHERRY_CYCLE_EXPIRED: entry('retry', 'operations', 'BlueCherry superseded a cycle while it was being read'),
  DROP_FILE_INVALID: entry('park', 'operations', 'A file in the drop folder is not as agreed'),
  BLUECHERRY_CODE_UNKNOWN: entry('park', 'operations', 'BlueCherry does not know a code we sent'),
  BLUECHERRY_SKU_REFUSED: entry('park', 'ecommerce', 'BlueCherry refuses a SKU on an order line'),
  BLUECHERRY_ORDER_REFUSED: entry('park', 'operations', 'BlueCherry refuses an order'),
  BLUECHERRY_DUPLICATE_REFERENCE: entry('park', 'operations', 'BlueCherry has another order under our reference'),
  STOCK_FIGURE_MISSING: entry('park', 'operations', 'BlueCherry does not state a figure that the stock formula needs'),
  STOCK_CYCLE_INVALID: entry('retry', 'operations', 'A stock cycle does not have what it states, or does not follow on what was read'),
  STOCK_DROP_ALARM: entry('park', 'operations', 'A full stock cycle would empty too much of the shop'),
  STOCK_OVERSOLD: entry('park', 'operations', 'More of a SKU was sold than there is'),
  SKU_CODE_SHARED: entry('park', 'ecommerce', 'Several SKUs of BlueCherry share one code'),
  // Feeds
  FEED_LATE: entry('park', 'operations', 'A feed has not brought its next cycle in time'),
  FEED_STALE: entry('park', 'operations', 'A feed is too old to be relied on'),
  FEED_EMPTY: entry('park', 'operations', 'A feed reports success and brings nothing'),
} as const satisfies Record<string, ErrorEntry>;

export type ErrorCode = keyof typeof errorTable;
