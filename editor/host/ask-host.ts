import { readRefusal } from './host-refusal.ts';

/**
 * A call to the kit's own routes under the admin root, signed in as the editor is.
 * @throws HostRefusal with the host's code and sentence
 */
export function askHost(method: 'GET' | 'POST', path: string, body?: object): Promise<unknown> {
  return new Promise((resolve, reject) => {
    $.ajax({
      url: `selvedge/${path}`,
      method,
      dataType: 'json',
      ...(body === undefined ? {} : { contentType: 'application/json', data: JSON.stringify(body) }),
      success: resolve,
      error: ({ status, responseText = '' }) => reject(readRefusal(status, responseText)),
    });
  });
}
