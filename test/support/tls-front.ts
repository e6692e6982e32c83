import { writeFileSync } from 'node:fs';
import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { createServer as createTlsServer } from 'node:tls';
import { ownCertificate } from '../third-party/own-certificate.js';

/** TLS in front of a simulator, so that a test can keep new connections in their handshake. */
export class TlsFront {
  /** Connections whose handshake is not gone on with. */
  waiting = 0;
  readonly #sockets = new Set<Socket>();
  readonly #server: Server;
  #stalled = false;

  private constructor(target: URL, certificateFile: string) {
    const own = ownCertificate();
    writeFileSync(certificateFile, own.cert);
    const tls = createTlsServer(own, (socket) => {
      const upstream = connect(Number(target.port), target.hostname);
      for (const one of [socket, upstream])
        one.on('error', () => [socket, upstream].map((it) => it.destroy()));
      socket.pipe(upstream).pipe(socket);
    });
    this.#server = createServer((socket) => {
      this.#sockets.add(socket.on('error', () => undefined));
      socket.on('close', () => this.#sockets.delete(socket));
      if (this.#stalled) this.waiting += 1;
      else tls.emit('connection', socket);
    });
  }

  /** @param certificateFile where its certificate is left, PEM */
  static async before(url: string, certificateFile: string): Promise<TlsFront> {
    const front = new TlsFront(new URL(url), certificateFile);
    await new Promise<void>((resolve) => front.#server.listen(0, '127.0.0.1', resolve));
    return front;
  }

  get url(): string {
    return `https://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  /** Ends the connections there are; a new one is taken, and hears nothing. */
  async stall(): Promise<void> {
    this.#stalled = true;
    const ends = [...this.#sockets].map(
      (socket) => new Promise((resolve) => socket.once('close', resolve).end()),
    );
    await Promise.all(ends);
  }

  mend(): void {
    this.#stalled = false;
  }

  async close(): Promise<void> {
    for (const socket of this.#sockets) socket.destroy();
    await new Promise((resolve) => this.#server.close(resolve));
  }
}
