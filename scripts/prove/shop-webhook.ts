import type { Sandbox } from '../../sandbox/start-sandbox.ts';

/** Registers an address with the shop, as an operator does in WooCommerce's settings; before anybody else calls the shop. */
export async function createWebhook({ woocommerce }: Sandbox, deliveryUrl: string): Promise<void> {
  // Over plain HTTP WooCommerce wants a signature: this is the one call that is not worth one.
  woocommerce.traffic.set({ treatAsTls: true });
  const answer = await fetch(`${woocommerce.url}/wp-json/wc/v3/webhooks`, {
    method: 'POST',
    headers: { 'authorization': `Basic ${Buffer.from('ck_sandbox:cs_sandbox').toString('base64')}`, 'content-type': 'application/json' },
    body: JSON.stringify({ name: 'orders', topic: 'order.updated', delivery_url: deliveryUrl, secret: 'whsec-example', status: 'active' }),
  });
  if (answer.status !== 201) throw new Error(`the webhook could not be registered: ${await answer.text()}`);
  woocommerce.traffic.set({ treatAsTls: false });
}
