import { createHmac, timingSafeEqual } from 'node:crypto';
import { OperationError } from '../../errors/operation-error.ts';
import { idOf, membersOf, textOf } from './remote-record.ts';

export interface WebhookDelivery {
  /** Byte for byte as it came. */
  readonly rawBody: Buffer;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly storeHash: string;
  /** The header that was set when the hook was created, in every delivery of it. */
  readonly secretHeader: { readonly name: string; readonly value: string };
  /** Of the API account: BigCommerce signs with it (Standard Webhooks). Empty: signatures are not looked at. */
  readonly clientSecret: string;
  /** Milliseconds since 1970. */
  readonly now: number;
}

/** A hint that something changed: deliveries come twice, late and in another order. */
export interface VerifiedWebhook {
  /** `store/order/statusUpdated` */
  readonly scope: string;
  /** `order`, `shipment`, `product`, `sku`, as the delivery names it. */
  readonly resource: string;
  readonly resourceId: string | null;
  /** The order that an order's, shipment's or refund's delivery speaks of. */
  readonly orderId: string | null;
  /** The same for each delivery of one event: tells duplicates. */
  readonly hash: string;
  /** ISO 8601 UTC; null where it is not stated. */
  readonly createdAt: string | null;
}

/** Of a signature's time; the tolerance of the Standard Webhooks libraries. */
const toleranceMs = 5 * 60_000;

/**
 * Says whose delivery it is before a byte of it is believed: by the secret header, and by the signature where the client secret is known.
 * @throws WEBHOOK_SIGNATURE_INVALID
 */
export function verifyWebhook(delivery: WebhookDelivery): VerifiedWebhook {
  const { rawBody, secretHeader, clientSecret, storeHash } = delivery;
  const header = (name: string): string => {
    const value = delivery.headers[name.toLowerCase()];
    return (Array.isArray(value) ? value[0] : value) ?? '';
  };
  if (secretHeader.name === '' || secretHeader.value === '') throw refuse('no secret header is configured');
  if (!sameText(header(secretHeader.name), secretHeader.value)) throw refuse(`its header ${secretHeader.name} is not ours`);
  if (clientSecret !== '') checkSignature(header, rawBody, clientSecret, delivery.now);

  let body;
  try {
    body = membersOf(JSON.parse(rawBody.toString('utf8')));
  } catch {
    throw refuse('its body is not JSON');
  }
  if (textOf(body['producer']) !== `stores/${storeHash}`) throw refuse('it is of another store');
  const scope = textOf(body['scope']);
  const data = membersOf(body['data']);
  const resource = textOf(data['type']) || (scope.split('/')[1] ?? '');
  const resourceId = idOf(data['id']);
  const createdAt = body['created_at'];
  return {
    scope,
    resource,
    resourceId,
    orderId: idOf(data['orderId']) ?? idOf(data['order_id']) ?? (resource === 'order' ? resourceId : null),
    hash: textOf(body['hash']),
    createdAt: typeof createdAt === 'number' ? `${new Date(createdAt * 1000).toISOString().slice(0, 19)}Z` : null,
  };
}

/** Standard Webhooks: HMAC-SHA256 of `id.timestamp.body`; several signatures may stand in the header, one must fit. */
function checkSignature(header: (name: string) => string, rawBody: Buffer, clientSecret: string, now: number): void {
  const [id, timestamp, signatures] = [header('webhook-id'), header('webhook-timestamp'), header('webhook-signature')];
  if (id === '' || signatures === '' || !/^\d{1,12}$/.test(timestamp)) throw refuse('it carries no signature');
  if (Math.abs(now - Number(timestamp) * 1000) > toleranceMs) throw refuse('its signature is more than five minutes off');
  const expected = createHmac('sha256', clientSecret).update(`${id}.${timestamp}.`).update(rawBody).digest('base64');
  const fits = signatures.split(' ').some((signature) => signature.startsWith('v1,') && sameText(signature.slice(3), expected));
  if (!fits) throw refuse('its signature does not fit the body and our client secret');
}

function sameText(given: string, expected: string): boolean {
  const [a, b] = [Buffer.from(given), Buffer.from(expected)];
  return a.length === b.length && timingSafeEqual(a, b);
}

function refuse(problem: string): OperationError {
  return new OperationError('WEBHOOK_SIGNATURE_INVALID', `A webhook delivery was refused: ${problem}.`);
}
