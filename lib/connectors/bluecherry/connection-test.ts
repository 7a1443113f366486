import { toFailure, type Failure } from '../../errors/operation-error.ts';
import type { ConnectionReport } from '../contract.ts';
import type { HttpAccount } from '../http/create-http-account.ts';
import type { BluecherryAccountSettings } from './account-config.ts';

/** Reads one SKU. Answers in words, always. */
export async function testConnection(
  account: HttpAccount,
  skus: { readonly path: string; readonly route: string },
  settings: Pick<BluecherryAccountSettings, 'company' | 'apiKeyHeader'>,
): Promise<ConnectionReport> {
  const details = [
    { label: 'Address', value: `${account.baseUrl}${skus.path}` },
    { label: 'Company', value: settings.company },
    { label: 'Key header', value: settings.apiKeyHeader },
  ];
  try {
    const { body } = await account.call({ method: 'GET', ...skus, query: { pageSize: '1' }, priority: 'orders' });
    const data: unknown = typeof body === 'object' && body !== null && 'data' in body ? body.data : undefined;
    if (!Array.isArray(data)) {
      return { ok: false, code: 'REMOTE_ANSWER_INVALID', summary: 'Something answers in JSON, but not with a list of SKUs: check the paths of this installation.', details };
    }
    const summary = data.length > 0 ? 'The key sees SKUs.' : 'BlueCherry answers, but the key sees no SKU at all: check its rights and the company.';
    return { ok: data.length > 0, summary, details, ...(data.length > 0 ? {} : { code: 'CONFIGURATION_INVALID' }) };
  } catch (error) {
    const failure = toFailure(error);
    return { ok: false, code: failure.code, summary: explain(failure, settings.apiKeyHeader), details: [...details, { label: 'Answer', value: failure.message }] };
  }
}

function explain({ code, message, details }: Failure, apiKeyHeader: string): string {
  switch (code) {
    case 'CREDENTIALS_REFUSED':
      return `BlueCherry refuses the API key in the header ${apiKeyHeader}: check the key, and the header's name (Ocp-Apim-Subscription-Key behind Azure API Management).`;
    case 'BLUECHERRY_BATCH_WINDOW':
      return 'The address and key are good; BlueCherry is in its batch window just now.';
    case 'REMOTE_RATE_LIMITED':
      return 'The address answers, but asks us to slow down. Lower the calls per second.';
    case 'REMOTE_UNREACHABLE':
      return 'Nothing answers under this address. Check the name, the port and the network.';
    case 'REMOTE_TIMEOUT':
      return 'BlueCherry does not answer in time.';
    case 'REMOTE_REFUSED':
    case 'REMOTE_ANSWER_INVALID':
      return details['status'] === 404 ? 'There is nothing at this path: check the company and the paths of this installation.' : `Something answers, but not as BlueCherry should: ${message}`;
    default:
      return message;
  }
}
