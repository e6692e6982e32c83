import { once } from 'node:events';
import { connect, type Socket } from 'node:net';

export interface Load {
  readonly port: number;
  readonly connections: number;
  /** Complete requests; each is sent once. */
  readonly requests: readonly Buffer[];
  /** Ends earlier when the requests run out. */
  readonly seconds: number;
}

export interface LoadResult {
  readonly seconds: number;
  readonly statuses: ReadonlyMap<number, number>;
  readonly latenciesMs: readonly number[];
}

const HEAD_END = '\r\n\r\n';

/**
 * Sends requests over keep-alive connections, the next one of a connection when the last is answered. Works on raw
 * sockets: a general HTTP client would need most of one core, which the servers and the database have to share.
 */
export async function putLoad({ port, connections, requests, seconds }: Load): Promise<LoadResult> {
  const sockets = await Promise.all(Array.from({ length: connections }, () => open(port)));
  const statuses = new Map<number, number>();
  const latenciesMs: number[] = [];
  const start = performance.now();
  const end = start + seconds * 1_000;
  let next = 0;
  const takeRequest = (): Buffer | undefined => (performance.now() < end ? requests[next++] : undefined);
  await Promise.all(
    sockets.map((socket) =>
      exchange(socket, takeRequest, (status, ms) => {
        statuses.set(status, (statuses.get(status) ?? 0) + 1);
        latenciesMs.push(ms);
      }),
    ),
  );
  const elapsed = (performance.now() - start) / 1_000;
  for (const socket of sockets) socket.destroy();
  return { seconds: elapsed, statuses, latenciesMs };
}

async function open(port: number): Promise<Socket> {
  const socket = connect({ port, host: '127.0.0.1', noDelay: true });
  await once(socket, 'connect');
  return socket;
}

/** Resolves when there is nothing more to send and the last answer is in. */
function exchange(
  socket: Socket,
  takeRequest: () => Buffer | undefined,
  onAnswer: (status: number, ms: number) => void,
): Promise<void> {
  return new Promise((resolve, reject) => {
    let received = '';
    let sentAt = 0;
    const send = (): void => {
      const request = takeRequest();
      if (request === undefined) return resolve();
      sentAt = performance.now();
      socket.write(request);
    };
    socket.setEncoding('latin1');
    socket.on('data', (chunk: string) => {
      received += chunk;
      if (!isComplete(received)) return;
      onAnswer(Number(received.slice(9, 12)), performance.now() - sentAt);
      received = '';
      send();
    });
    socket.on('error', reject);
    socket.on('close', () => reject(new Error('the server closed a connection')));
    send();
  });
}

function isComplete(received: string): boolean {
  const headEnd = received.indexOf(HEAD_END);
  if (headEnd < 0) return false;
  const length = /\r\ncontent-length: (\d+)/i.exec(received)?.[1];
  if (length === undefined) throw new Error(`an answer without content-length: ${received}`);
  return received.length >= headEnd + HEAD_END.length + Number(length);
}
