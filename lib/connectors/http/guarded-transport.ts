import http from 'node:http';
import https from 'node:https';
import type { Socket } from 'node:net';

export interface Transport {
  request(options: https.RequestOptions, answered: (answer: http.IncomingMessage) => void): http.ClientRequest;
}

/**
 * Asks the guard at the moment before the first byte of the request goes out: a new connection may take seconds to come
 * about, and what was allowed when the request was made may not be any more. What the guard throws ends the request.
 */
export function guardedTransport(guard: () => void): Transport {
  return {
    request(options, answered) {
      const request = (options.protocol === 'https:' ? https : http).request(options, answered);
      const ask = (): void => {
        try {
          guard();
        } catch (error) {
          request.destroy(error instanceof Error ? error : new Error(String(error)));
        }
      };
      // Listened to before the request is written to the socket, so that this is heard before the waiting bytes leave.
      request.once('socket', (socket: Socket) => {
        if (socket.connecting) socket.once(options.protocol === 'https:' ? 'secureConnect' : 'connect', ask);
        else ask();
      });
      return request;
    },
  };
}
