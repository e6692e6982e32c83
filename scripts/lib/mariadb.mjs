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
    await waitForMySql(given, 30_000);
    return { url: given, from: 'MPESA_TEST_MYSQL_URL', stop: async () => {} };
  }
  const binary = findMariaDbBinary();
  return (binary && (await startPrivately(binary, extraSettings))) || (await startInContainer());
}

/** A server may be installed and still not be ours to start: AppArmor, for one, ties Ubuntu's mysqld to its own folders. */
async function startPrivately(binary, extraSettings) {
  try {
    return await startMariaDbServer(binary, extraSettings);
  } catch (error) {
    console.error(`A private ${binary} could not be started: ${error.message.trim()}`);
    return undefined;
  }
}

async function startInContainer() {
  return dockerAnswers() ? startMariaDbContainer() : undefined;
}
