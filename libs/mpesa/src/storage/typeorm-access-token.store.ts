import { onDuplicateKey, tooLong, toSafeInteger } from 'typeorm-durable';
import type { AccessTokenStore, StoredAccessToken } from '../daraja/token/access-token.store.js';
import type { Database } from './database/database.js';

export class TypeOrmAccessTokenStore implements AccessTokenStore {
  readonly #create: string;

  constructor(private readonly database: Database) {
    this.#create =
      'INSERT INTO mpesa_access_token (app, sealed_token, expires_at, generation, owner, lease_until) ' +
      'VALUES (?, NULL, 0, 0, NULL, 0) ' +
      onDuplicateKey(database.dialect, ['app'], () => 'generation = mpesa_access_token.generation');
  }

  load(key: string): Promise<StoredAccessToken | null> {
    const sql = 'SELECT sealed_token, expires_at, generation FROM mpesa_access_token WHERE app = ?';
    return this.database.read('read the access token', async (db) => {
      const [row] = await db.rows(sql, [key]);
      // The row of a lease that has not brought a token yet.
      if (row === undefined || row.sealed_token === null) return null;
      return {
        sealedToken: String(row.sealed_token),
        expiresAt: toSafeInteger(row.expires_at),
        generation: Number(row.generation),
      };
    });
  }

  tryLease(key: string, owner: string, now: number, until: number): Promise<boolean> {
    const sql =
      'UPDATE mpesa_access_token SET owner = ?, lease_until = ? ' +
      'WHERE app = ? AND (owner IS NULL OR owner = ? OR lease_until <= ? OR lease_until > ?)';
    return this.database.write('lease the access token', async (db) => {
      await db.run(this.#create, [key]);
      return (await db.run(sql, [owner, until, key, owner, now, tooLong(now, until)])) === 1;
    });
  }

  save(key: string, owner: string, token: StoredAccessToken): Promise<boolean> {
    const sql =
      'UPDATE mpesa_access_token SET sealed_token = ?, expires_at = ?, generation = ? ' +
      'WHERE app = ? AND owner = ? AND generation < ?';
    const { sealedToken, expiresAt, generation } = token;
    const params = [sealedToken, expiresAt, generation, key, owner, generation];
    return this.database.write('store the access token', async (db) => (await db.run(sql, params)) === 1);
  }

  async release(key: string, owner: string): Promise<void> {
    const sql = 'UPDATE mpesa_access_token SET owner = NULL, lease_until = 0 WHERE app = ? AND owner = ?';
    await this.database.write('release the access token', (db) => db.run(sql, [key, owner]));
  }
}
