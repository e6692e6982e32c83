import { Refusal } from './run.mjs';

/** Resolves once the server answers a query; rejects with its last word when it does not within the time. */
export async function waitForMySql(url, timeoutMs) {
  const { default: mysql } = await import('mysql2/promise');
  const deadline = Date.now() + timeoutMs;
  for (;;) {
    try {
      const connection = await mysql.createConnection({ uri: url, connectTimeout: 2_000 });
      await connection.query('SELECT 1');
      return await connection.end();
    } catch (error) {
      if (Date.now() > deadline)
        throw new Refusal(`No answer from the database at ${new URL(url).host}: ${error.message}`);
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  }
}
