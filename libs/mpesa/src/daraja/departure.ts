import http, { type ClientRequest, type IncomingMessage, type RequestOptions } from 'node:http';
import https from 'node:https';
import type { Socket } from 'node:net';

/**
 * Watches whether a request can have left the machine: `possible` turns true when its connection is ready to carry
 * bytes, for TLS after the handshake. Node holds the request back until then, so false is a certainty. A kept-alive
 * connection is ready from the start, also when the other end has closed it in the meantime.
 */
export class Departure {
  possible = false;

  /** What axios calls in place of `http` and `https`; it shows us the native request. */
  readonly transport = {
    request: (options: RequestOptions, onAnswer: (answer: IncomingMessage) => void): ClientRequest => {
      const secure = options.protocol === 'https:';
      const request = (secure ? https : http).request(options, onAnswer);
      request.once('socket', (socket) => this.watch(socket, secure ? 'secureConnect' : 'connect'));
      return request;
    },
  };

  private watch(socket: Socket, ready: 'connect' | 'secureConnect'): void {
    if (!socket.connecting) this.possible = true;
    else socket.prependOnceListener(ready, () => (this.possible = true));
  }
}
