import { OperationError } from '../../errors/operation-error.ts';

/**
 * An account's address without trailing slash.
 * @throws CONFIGURATION_INVALID when it is not an http(s) address or carries credentials, which would end up in logs
 */
export function readBaseUrl(system: string, baseUrl: string): string {
  const refuse = (problem: string): never => {
    throw new OperationError('CONFIGURATION_INVALID', `The address of the ${system} account ${problem}.`, { details: { system } });
  };
  const url = URL.canParse(baseUrl.trim()) ? new URL(baseUrl.trim()) : refuse('is not a web address such as https://shop.example');
  if (url.protocol !== 'https:' && url.protocol !== 'http:') refuse('must begin with https:// or http://');
  if (url.username !== '' || url.password !== '') refuse('must not contain a user name or password');
  if (url.search !== '' || url.hash !== '') refuse('must not contain "?" or "#"');
  return `${url.origin}${url.pathname.replace(/\/+$/, '')}`;
}
