import { onDuplicateKey, type Session, tooLong, toSafeInteger } from 'typeorm-durable';
import type { GapFillCursor, GapFillStore, PullRegistrationRow } from '../reconciliation/gap-fill-store.js';
import type { Database } from './database/database.js';

export class TypeOrmGapFillStore implements GapFillStore {
  readonly #create: string;
  readonly #register: string;

  constructor(private readonly database: Database) {
    const insert =
      'INSERT INTO mpesa_gap_fill (shortcode, account, registered_at, lease_until) VALUES (?, ?, ?, 0) ';
    const kept = 'mpesa_gap_fill.registered_at';
    const { dialect } = database;
    this.#create = insert + onDuplicateKey(dialect, ['shortcode'], () => `registered_at = ${kept}`);
    this.#register =
      insert +
      onDuplicateKey(
        dialect,
        ['shortcode'],
        (arrived) =>
          `account = ${arrived('account')}, registered_at = COALESCE(${kept}, ${arrived('registered_at')})`,
      );
  }

  async register({ shortcode, account, at }: PullRegistrationRow & { readonly at: number }): Promise<void> {
    const params = [shortcode, account, at];
    await this.database.write('keep a registration for Pull', (db) => db.run(this.#register, params));
  }

  registered(): Promise<PullRegistrationRow[]> {
    const sql = 'SELECT shortcode, account FROM mpesa_gap_fill WHERE account IS NOT NULL ORDER BY shortcode';
    return this.database.read('read the registrations for Pull', async (db) =>
      (await db.rows(sql)).map(({ shortcode, account }) => ({
        shortcode: String(shortcode),
        account: String(account),
      })),
    );
  }

  claim(
    shortcode: string,
    owner: string,
    lease: { readonly now: number; readonly leaseUntil: number },
  ): Promise<GapFillCursor | null> {
    const sql =
      'UPDATE mpesa_gap_fill SET owner = ?, lease_until = ? ' +
      'WHERE shortcode = ? AND (owner IS NULL OR lease_until <= ? OR lease_until > ?)';
    return this.database.write('claim a comparison with Pull', async (db) => {
      await db.run(this.#create, [shortcode, null, null]);
      const claimed = await db.run(sql, [
        owner,
        lease.leaseUntil,
        shortcode,
        lease.now,
        tooLong(lease.now, lease.leaseUntil),
      ]);
      return claimed === 1 ? cursorOf(db, shortcode) : null;
    });
  }

  advance(
    shortcode: string,
    owner: string,
    to: { readonly filledUntil: number; readonly leaseUntil: number },
  ): Promise<boolean> {
    const sql =
      'UPDATE mpesa_gap_fill SET filled_until = ?, lease_until = ? WHERE shortcode = ? AND owner = ?';
    const params = [to.filledUntil, to.leaseUntil, shortcode, owner];
    return this.database.write('move the cursor of Pull', async (db) => (await db.run(sql, params)) === 1);
  }

  async release(shortcode: string, owner: string): Promise<void> {
    const sql = 'UPDATE mpesa_gap_fill SET owner = NULL, lease_until = 0 WHERE shortcode = ? AND owner = ?';
    await this.database.write('release a comparison with Pull', (db) => db.run(sql, [shortcode, owner]));
  }
}

async function cursorOf(db: Session, shortcode: string): Promise<GapFillCursor | null> {
  const [row] = await db.rows('SELECT filled_until FROM mpesa_gap_fill WHERE shortcode = ?', [shortcode]);
  if (row === undefined) return null;
  return { filledUntil: row.filled_until === null ? null : toSafeInteger(row.filled_until) };
}
