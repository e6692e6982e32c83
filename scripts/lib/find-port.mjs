import { createServer } from 'node:net';

/** A port on 127.0.0.1 that nobody listens on at this moment. */
export async function findFreePort() {
  const server = await listen(0);
  const { port } = server.address();
  await new Promise((resolve) => server.close(resolve));
  return port;
}

/** The next one up that nobody listens on at this moment, or any other where there is none. */
export async function freePortAfter(taken) {
  for (let port = taken + 1; port <= Math.min(taken + 100, 65_535); port += 1)
    if (await isPortFree(port)) return port;
  return findFreePort();
}

/** True when a server of ours could listen on the port. */
export async function isPortFree(port) {
  try {
    const server = await listen(port);
    await new Promise((resolve) => server.close(resolve));
    return true;
  } catch (error) {
    if (error.code === 'EADDRINUSE' || error.code === 'EACCES') return false;
    throw error;
  }
}

function listen(port) {
  return new Promise((resolve, reject) => {
    const server = createServer().once('error', reject);
    server.listen(port, '127.0.0.1', () => resolve(server));
  });
}
