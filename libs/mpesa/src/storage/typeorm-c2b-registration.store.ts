import { marks, onDuplicateKey, RowMapper } from 'typeorm-durable';
import type {
  C2bRegistrationStore,
  StoredC2bRegistration,
} from '../operations/c2b/c2b-registration.store.js';
import type { Database } from './database/database.js';
import { C2bRegistrationEntity } from './entities/c2b-registration.entity.js';

export class TypeOrmC2bRegistrationStore implements C2bRegistrationStore {
  readonly #rows: RowMapper<StoredC2bRegistration>;

  constructor(private readonly database: Database) {
    this.#rows = new RowMapper<StoredC2bRegistration>(database.dataSource, C2bRegistrationEntity);
  }

  async put(registration: StoredC2bRegistration): Promise<void> {
    const { columns, names } = this.#rows;
    const overwrite = onDuplicateKey(this.database.dialect, ['shortcode'], (arrived) =>
      names
        .filter((name) => name !== 'shortcode')
        .map((name) => `${name} = ${arrived(name)}`)
        .join(', '),
    );
    const sql = `INSERT INTO mpesa_c2b_registration (${columns}) VALUES (${marks(names.length)}) ${overwrite}`;
    await this.database.write('keep a registration', (db) => db.run(sql, this.#rows.params(registration)));
  }

  get(shortcode: string): Promise<StoredC2bRegistration | null> {
    const sql = `SELECT ${this.#rows.columns} FROM mpesa_c2b_registration WHERE shortcode = ?`;
    return this.database.read('read a registration', async (db) => {
      const [row] = await db.rows(sql, [shortcode]);
      return row === undefined ? null : this.#rows.item(row);
    });
  }
}
