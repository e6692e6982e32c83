import { randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import mysql from 'mysql2/promise';
import { announce, childSettings } from '../child-side.js';

export interface RawInsertSettings {
  readonly url: string;
  /** Size of the pool. */
  readonly connections: number;
}

/** By hand and without a framework: one INSERT per request, committed before the answer. No token, no limits, no checks. */
const { url, connections } = childSettings<RawInsertSettings>();
const pool = mysql.createPool({ uri: url, connectionLimit: connections });

await pool.query(
  'CREATE TABLE callback (id varchar(36) NOT NULL PRIMARY KEY, kind varchar(32) NOT NULL, payment_id varchar(36) NOT NULL, ' +
    'body blob NOT NULL, received_at bigint NOT NULL)',
);

const INSERT = 'INSERT INTO callback (id, kind, payment_id, body, received_at) VALUES (?, ?, ?, ?, ?)';
const ACCEPTED = JSON.stringify({ ResultCode: 0, ResultDesc: 'Accepted' });

const server = createServer((request, response) => {
  store(request).then(
    () =>
      response
        .writeHead(200, { 'content-type': 'application/json', 'content-length': ACCEPTED.length })
        .end(ACCEPTED),
    () => response.writeHead(503, { 'content-length': 0 }).end(),
  );
});
server.listen(0, '127.0.0.1', () => announce((server.address() as AddressInfo).port, () => pool.end()));

async function store(request: IncomingMessage): Promise<void> {
  const body = await readBody(request);
  const [, , kind, paymentId] = (request.url ?? '').split('/');
  await pool.execute(INSERT, [randomUUID(), kind ?? '', paymentId ?? '', body, Date.now()]);
}

function readBody(request: IncomingMessage): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => resolve(Buffer.concat(chunks)));
    request.on('error', reject);
  });
}
