import type { HttpRequest } from './http-call.ts';

export const redacted = '[redacted]';

const secretHeader = /^(authorization|proxy-authorization|cookie|.*(api-?key|subscription-key|token|secret|signature).*)$/i;
const secretParameter = /^(oauth_.*|consumer_key|consumer_secret|.*(key|token|secret|password|signature))$/i;

/** A request as an operator may see it: the same in everything but its credentials. */
export function redactRequest(request: HttpRequest, secrets: readonly string[] = []): HttpRequest {
  const url = new URL(request.url);
  // An OAuth signature is fresh per call, so it says nothing about the request that would really be sent.
  for (const name of [...url.searchParams.keys()]) if (secretParameter.test(name)) url.searchParams.set(name, redacted);
  const headers = Object.entries(request.headers).map(([name, value]) => [name, secretHeader.test(name) ? redacted : hideSecrets(value, secrets)]);
  return {
    method: request.method,
    url: hideSecrets(url.href, secrets),
    headers: Object.fromEntries(headers) as Record<string, string>,
    body: request.body === null ? null : hideSecrets(request.body, secrets),
  };
}

/** Text from the other side may repeat what we sent. */
export function hideSecrets(text: string, secrets: readonly string[]): string {
  return secrets.reduce((shown, secret) => (secret.length < 4 ? shown : shown.replaceAll(secret, redacted).replaceAll(encodeURIComponent(secret), redacted)), text);
}
