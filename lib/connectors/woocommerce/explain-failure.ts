import type { Failure } from '../../errors/operation-error.ts';

/** What stands between us and the shop, as an operator can act on it. */
export function explainFailure({ code, message, details }: Failure, overHttps: boolean, plainPermalinks: boolean): string {
  const remoteCode = typeof details['remoteCode'] === 'string' ? details['remoteCode'] : '';
  if (plainPermalinks) return 'WordPress answers, but its pretty permalinks are off: choose any setting other than "Plain" under Settings → Permalinks.';
  switch (code) {
    case 'CREDENTIALS_REFUSED':
      if (details['status'] === 403) return 'The key is known, but may not read orders: give it the permission Read or Read/Write, and a user who manages the shop.';
      // WooCommerce reads Basic credentials only when WordPress itself sees HTTPS; otherwise the caller is nobody.
      if (overHttps && remoteCode === 'woocommerce_rest_cannot_view') {
        return 'The shop treats us as a stranger: the consumer key is wrong, or TLS ends at a proxy that does not tell WordPress so (X-Forwarded-Proto: https, HTTPS=on in wp-config.php), or the host drops the Authorization header.';
      }
      return overHttps
        ? 'The shop refuses the consumer key or secret.'
        : 'The shop refuses the consumer key, secret or signature: the address must be the one under Settings → General in WordPress, and both clocks must agree within 15 minutes.';
    case 'REMOTE_REFUSED':
      return remoteCode === 'rest_no_route' ? 'WordPress answers, but WooCommerce is not active there.' : `The shop refuses the request: ${message}`;
    case 'REMOTE_ANSWER_INVALID': {
      const status = Number(details['status']);
      if (status >= 300 && status < 400) return 'The address redirects elsewhere: enter the address it leads to (with or without www, https instead of http).';
      if (status === 404) return 'There is no WooCommerce under this address.';
      return 'Something answers under this address, but not with WooCommerce\'s API: a maintenance page, a firewall, or another site.';
    }
    case 'REMOTE_UNREACHABLE':
      return 'Nothing answers under this address. Check the name, the port and the network.';
    case 'REMOTE_TIMEOUT':
      return 'The shop does not answer in time.';
    case 'REMOTE_RATE_LIMITED':
      return 'The shop, or what stands before it, asks us to slow down. Lower the calls per second.';
    default:
      return message;
  }
}
