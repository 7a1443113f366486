import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { OperationError } from '../lib/errors/operation-error.ts';

/**
 * Resolves with the address that people open.
 * @throws PORT_IN_USE, SETTING_INVALID
 */
export async function listen(server: Server, host: string, port: number): Promise<string> {
  await new Promise<void>((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => reject(explain(error, host, port)));
    server.listen(port, host, resolve);
  });
  const name = host === '0.0.0.0' || host === '::' ? 'localhost' : host.includes(':') ? `[${host}]` : host;
  return `http://${name}:${(server.address() as AddressInfo).port}/`;
}

function explain(error: NodeJS.ErrnoException, host: string, port: number): OperationError {
  if (error.code === 'EADDRINUSE') {
    return new OperationError('PORT_IN_USE', `PORT is ${port}, but another program already listens there on ${host}: stop that one, or choose another PORT.`, { cause: error });
  }
  if (error.code === 'EACCES') {
    return new OperationError('SETTING_INVALID', `PORT is ${port}, but this user may not listen there: choose one above 1023.`, { cause: error });
  }
  return new OperationError('SETTING_INVALID', `HOST is "${host}", but this machine cannot listen there (${error.code ?? error.message}).`, { cause: error });
}
