import { dockerAnswers, startMariaDbContainer } from './mariadb-docker.mjs';
import { findMariaDbBinary, startMariaDbServer } from './mariadb-server.mjs';
import { waitForMySql } from './mysql-ready.mjs';

/**
 * A MariaDB or MySQL for the tests: the one `MPESA_TEST_MYSQL_URL` names, else a private server, else a container.
 * Resolves with `{ url, from, stop }`, or with undefined when this machine has none of them.
 */
export async function provideMariaDb(extraSettings = []) {
  const given = process.env.MPESA_TEST_MYSQL_URL;
  if (given) {
    await waitForMySql(given, 10_000);
    return { url: given, from: 'MPESA_TEST_MYSQL_URL', stop: async () => {} };
  }
  const binary = findMariaDbBinary();
  if (binary) return startMariaDbServer(binary, extraSettings);
  if (dockerAnswers()) return startMariaDbContainer();
  return undefined;
}
