import { verifyWebhook } from '../../../lib/connectors/woocommerce/verify-webhook.ts';
import { toFailure } from '../../../lib/errors/operation-error.ts';
import type { KitServices } from '../../runtime/services.ts';

/**
 * Takes webhook deliveries as hints. A delivery that does not fit the secret is refused with 401 and logged; an unsigned
 * creation ping and deliveries of other topics are answered 200, because WooCommerce switches a hook off after seven
 * failures in a row.
 */
export function takeWebhooks(services: KitServices, path: string, secret: () => string, hint: () => void): () => void {
  return services.webhooks.register(path, ({ rawBody, headers }) => {
    try {
      const delivery = verifyWebhook({ rawBody, headers, secret: secret() });
      if (delivery.kind === 'delivery' && delivery.resource === 'order') hint();
      return Promise.resolve({ status: 200 });
    } catch (error) {
      const failure = toFailure(error);
      services.log.warn({ code: failure.code, path, topic: headers['x-wc-webhook-topic'], bytes: rawBody.length }, failure.message);
      return Promise.resolve({ status: failure.code === 'WEBHOOK_SIGNATURE_INVALID' ? 401 : 500, body: failure.code });
    }
  });
}
