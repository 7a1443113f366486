import type { Failure } from '../../errors/operation-error.ts';

/** What stands between us and the store, as an operator can act on it. */
export function explainFailure({ code, message, details }: Failure): string {
  const status = Number(details['status']);
  switch (code) {
    case 'CREDENTIALS_REFUSED':
      return status === 403
        ? 'The access token is known, but may not do this: give its API account Information and settings (read-only), Orders (modify) and Products (modify).'
        : 'The store refuses the access token: it is wrong, was revoked, or belongs to another store hash.';
    case 'REMOTE_REFUSED':
      return status === 404 ? 'There is no store under this store hash.' : `The store refuses the request: ${message}`;
    case 'REMOTE_ANSWER_INVALID':
      return 'Something answers under this address, but not with BigCommerce\'s API.';
    case 'REMOTE_UNREACHABLE':
      return 'BigCommerce cannot be reached. Check the network and the proxy.';
    case 'REMOTE_TIMEOUT':
      return 'BigCommerce does not answer in time.';
    case 'REMOTE_RATE_LIMITED':
      return 'The store\'s calls are used up, also by its other apps. Try again in half a minute.';
    default:
      return message;
  }
}
