import { createHmac, timingSafeEqual } from 'node:crypto';
import { OperationError } from '../../errors/operation-error.ts';

export interface WebhookDelivery {
  /** Byte for byte as it came. */
  readonly rawBody: Buffer;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly secret: string;
}

export type VerifiedWebhook =
  /** Sent once when a hook is created: unsigned, so it proves nothing and asks for nothing. */
  | { readonly kind: 'ping'; readonly webhookId: string }
  | {
      readonly kind: 'delivery';
      /** `order.updated` */
      readonly topic: string;
      /** `order` */
      readonly resource: string;
      /** `updated` */
      readonly event: string;
      /** Id of the record in the body; null for an action hook whose body has none. */
      readonly resourceId: string | null;
      readonly webhookId: string;
    };

/**
 * Says whose delivery it is before a byte of it is believed.
 *
 * X-WC-Webhook-Delivery-ID is not passed on: it is a hash of the hook's id and the current second, so it repeats for
 * whatever one hook delivers within a second. Taken for a sign of duplicates, it would lose all but the first order.
 * Deliveries are hints; what is new is found by the order's revision.
 * @throws WEBHOOK_SIGNATURE_INVALID
 */
export function verifyWebhook({ rawBody, headers, secret }: WebhookDelivery): VerifiedWebhook {
  const header = (name: string): string => {
    const value = headers[name];
    return (Array.isArray(value) ? value[0] : value) ?? '';
  };
  const signature = header('x-wc-webhook-signature');
  const ping = signature === '' ? /^webhook_id=(\d{1,19})$/.exec(rawBody.subarray(0, 40).toString('latin1')) : null;
  if (ping?.[1] !== undefined && ping[0].length === rawBody.length) return { kind: 'ping', webhookId: ping[1] };

  // Without a secret of ours every signature could be made by anybody.
  if (secret === '') throw refuse('no webhook secret is configured');
  if (signature === '') throw refuse('it carries no signature');
  const expected = createHmac('sha256', secret).update(rawBody).digest();
  // Base64 has several spellings of the same bytes; the text must be the one that WooCommerce writes.
  const given = Buffer.from(signature, 'base64');
  const same = given.length === expected.length && timingSafeEqual(given, expected) && given.toString('base64') === signature;
  if (!same) throw refuse('its signature does not fit the body and our secret');

  const topic = header('x-wc-webhook-topic');
  const [resource = '', event = ''] = topic.split('.');
  return {
    kind: 'delivery',
    topic,
    resource: header('x-wc-webhook-resource') || resource,
    event: header('x-wc-webhook-event') || event,
    resourceId: idIn(rawBody),
    webhookId: header('x-wc-webhook-id'),
  };
}

function refuse(problem: string): OperationError {
  return new OperationError('WEBHOOK_SIGNATURE_INVALID', `A webhook delivery was refused: ${problem}.`);
}

function idIn(rawBody: Buffer): string | null {
  try {
    const body: unknown = JSON.parse(rawBody.toString('utf8'));
    const id: unknown = typeof body === 'object' && body !== null && 'id' in body ? body.id : null;
    return typeof id === 'number' || typeof id === 'string' ? String(id) : null;
  } catch {
    return null;
  }
}
