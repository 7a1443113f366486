import { createHash, createHmac } from 'node:crypto';

/** Headers of the Standard Webhooks specification; the key is the app's client secret. */
export const signedHeaders = (clientSecret: string, id: string, at: number, body: string): Record<string, string> => {
  const timestamp = String(Math.floor(at / 1000));
  const signature = createHmac('sha256', clientSecret).update(`${id}.${timestamp}.${body}`).digest('base64');
  return { 'webhook-id': id, 'webhook-timestamp': timestamp, 'webhook-signature': `v1,${signature}` };
};

/** As in the vendor's samples the scope is not part of it: two events of one resource in one second share their hash. */
export const hashOf = (producer: string, data: string, createdAt: number): string => createHash('sha1').update(`${producer}\n${data}\n${createdAt}`).digest('hex');
