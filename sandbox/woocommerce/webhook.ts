import type { JsonObject } from '../json-value.ts';

export interface Webhook {
  readonly id: number;
  name: string;
  status: string;
  topic: string;
  deliveryUrl: string;
  secret: string;
  failures: number;
  readonly createdGmt: string;
  modifiedGmt: string;
}

const resources = ['coupon', 'customer', 'order', 'product'];
const events = ['created', 'updated', 'deleted', 'restored'];

export const isTopic = (topic: string): boolean => {
  const [resource = '', event = '', ...more] = topic.split('.');
  return more.length === 0 && ((resources.includes(resource) && events.includes(event)) || (resource === 'action' && event !== ''));
};

/** WordPress actions behind the topics that the sandbox fires. */
const hooksOf: Readonly<Record<string, string[]>> = {
  'order.created': ['woocommerce_new_order'],
  'order.updated': ['woocommerce_update_order', 'woocommerce_order_refunded'],
  'product.updated': ['woocommerce_process_product_meta', 'woocommerce_update_product', 'woocommerce_update_product_variation'],
};

/** The view context: the secret is never shown again. */
export const showWebhook = (webhook: Webhook, siteTime: (gmt: string) => string): JsonObject => {
  const [resource = '', event = ''] = webhook.topic.split('.');
  return {
    id: webhook.id,
    name: webhook.name,
    status: webhook.status,
    topic: webhook.topic,
    resource,
    event,
    hooks: hooksOf[webhook.topic] ?? [],
    delivery_url: webhook.deliveryUrl,
    date_created: siteTime(webhook.createdGmt),
    date_created_gmt: webhook.createdGmt,
    date_modified: siteTime(webhook.modifiedGmt),
    date_modified_gmt: webhook.modifiedGmt,
  };
};
