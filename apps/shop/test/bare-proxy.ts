import { createServer, request, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

/** As nginx with `proxy_pass http://127.0.0.1:3000;` and no other line: it calls by its target’s name, and tells of nobody. */
export class BareProxy {
  private constructor(
    readonly url: string,
    private readonly server: Server,
  ) {}

  static async to(target: string): Promise<BareProxy> {
    const { hostname, port, host } = new URL(target);
    const server = createServer((asked, answer) => {
      const { method, url: path, headers } = asked;
      const passed = { hostname, port, method, path, headers: { ...headers, host, connection: 'close' } };
      asked.pipe(
        request(passed, (told) => {
          answer.writeHead(told.statusCode ?? 502, told.headers);
          told.pipe(answer);
        }),
      );
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return new BareProxy(`http://127.0.0.1:${(server.address() as AddressInfo).port}`, server);
  }

  async close(): Promise<void> {
    const closed = new Promise((resolve) => this.server.close(resolve));
    this.server.closeAllConnections();
    await closed;
  }
}
