import { createHash, createHmac } from 'node:crypto';
import type { Webhook } from './webhook.ts';

export const signWebhookBody = (body: string, secret: string): string => createHmac('sha256', secret).update(body).digest('base64');

/** The delivery id is made of the webhook and the second, so two deliveries of one second carry the same. */
export const webhookHeaders = (webhook: Webhook, siteUrl: string, body: string, now: number): Record<string, string> => {
  const [resource = '', event = ''] = webhook.topic.split('.');
  return {
    'content-type': 'application/json',
    'x-wc-webhook-source': `${siteUrl}/`,
    'x-wc-webhook-topic': webhook.topic,
    'x-wc-webhook-resource': resource,
    'x-wc-webhook-event': event,
    'x-wc-webhook-signature': signWebhookBody(body, webhook.secret),
    'x-wc-webhook-id': String(webhook.id),
    'x-wc-webhook-delivery-id': createHash('md5').update(`${webhook.id}|${Math.floor(now / 1000)}`).digest('hex'),
  };
};
