import http, { type ClientRequest, type IncomingMessage, type RequestOptions } from 'node:http';
import https from 'node:https';
import type { Socket } from 'node:net';

/**
 * The way of one request out of the machine: first its connection, for TLS the handshake too; then `depart`; then its bytes. Node
 * sends no header before the first byte of the body, so nothing leaves any sooner.
 */
export class Departure {
  /** Whether bytes were handed to the connection. False is a certainty; true may be too much said. */
  possible = false;
  #over = false;
  #departing: Promise<void> | undefined;
  #connect: (socket: Socket) => void = () => undefined;
  readonly #connected = new Promise<Socket>((resolve) => (this.#connect = resolve));

  constructor(private readonly depart?: () => Promise<void>) {}

  /** What axios calls in place of `http` and `https`; it shows us the native request. */
  readonly transport = {
    request: (options: RequestOptions, onAnswer: (answer: IncomingMessage) => void): ClientRequest => {
      const secure = options.protocol === 'https:';
      const request = (secure ? https : http).request(options, (answer) => {
        // Such as 408, to a connection that has waited too long: it answers nothing, and nothing follows it.
        if (this.possible) onAnswer(answer);
        else request.destroy(new Error(`HTTP ${answer.statusCode} before anything was sent`));
      });
      request.once('socket', (socket) => {
        // A kept-alive connection is ready from the start, also when the other end has closed it in the meantime.
        if (!socket.connecting) this.#connect(socket);
        else socket.once(secure ? 'secureConnect' : 'connect', () => this.#connect(socket));
      });
      return request;
    },
  };

  /** The body, once it may leave. Of a connection that never comes about it waits for ever, and is forgotten with it. */
  async *bytes(body: string | undefined): AsyncGenerator<string, void> {
    const socket = await this.#connected;
    this.#mustStand(socket);
    this.#departing = this.depart?.();
    await this.#departing;
    this.#mustStand(socket);
    this.possible = true;
    if (body !== undefined) yield body;
  }

  /** Nothing departs after this. Waits for what is being marked. @throws what `depart` threw */
  async callOff(): Promise<void> {
    this.#over = true;
    await this.#departing;
  }

  #mustStand({ writable }: Socket): void {
    if (this.#over || !writable) throw new Error('the connection was closed before anything was sent');
  }
}
