import { once } from 'node:events';
import { connect, type Socket } from 'node:net';

const HEAD = 'POST /callbacks/x HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n';

/** What a client may keep a server waiting with, and never ends. */
export const NEVER_ENDING: Readonly<Record<string, string>> = {
  nothing: '',
  'half a head': HEAD,
  'half a body': `${HEAD}Content-Length: 99\r\n\r\n{`,
};

/** A connection that has sent this, and goes on with nothing. `localAddress` is where it comes from. */
export async function beginRequest(url: string, sent: string, localAddress = '127.0.0.1'): Promise<Socket> {
  const { hostname, port } = new URL(url);
  const socket = connect({ host: hostname, port: Number(port), localAddress });
  socket.on('error', () => undefined);
  await once(socket, 'connect');
  if (sent !== '') socket.write(sent);
  return socket.resume();
}

/** Node hangs up by itself after a minute, when nobody has told it to do so sooner. */
const SOONER_MS = 45_000;

/** Resolves once the other side has hung up. @throws when it takes as long as it would without any limit */
export async function hungUp(socket: Socket): Promise<void> {
  if (!socket.closed) await once(socket, 'close', { signal: AbortSignal.timeout(SOONER_MS) });
}
