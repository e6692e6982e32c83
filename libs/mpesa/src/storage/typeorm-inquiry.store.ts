import { marks, RowMapper, type Session } from 'typeorm-durable';
import { REPLACES, type Inquiry, type InquiryNames } from '../inquiries/inquiry.js';
import type { InquiryStore, Settled, Settlement } from '../inquiries/inquiry-store.js';
import type { Tx } from '../payments/payment-ports.js';
import type { Database } from './database/database.js';
import { InquiryEntity } from './entities/inquiry.entity.js';

export class TypeOrmInquiryStore implements InquiryStore {
  readonly #rows: RowMapper<Inquiry>;

  constructor(private readonly database: Database) {
    this.#rows = new RowMapper<Inquiry>(database.dataSource, InquiryEntity, ['keptSince']);
  }

  async insert(inquiry: Inquiry): Promise<void> {
    const { columns, names } = this.#rows;
    const sql = `INSERT INTO mpesa_inquiry (${columns}, kept_since) VALUES (${marks(names.length + 1)})`;
    const params = [...this.#rows.params(inquiry), inquiry.askedAt];
    await this.database.write('store an inquiry', (db) => db.run(sql, params));
  }

  get(id: string): Promise<Inquiry | null> {
    return this.database.read('read an inquiry', (db) => this.#get(db, id));
  }

  async acknowledge(id: string, names: InquiryNames): Promise<void> {
    const sql = 'UPDATE mpesa_inquiry SET conversation_id = ?, originator_conversation_id = ? WHERE id = ?';
    const params = [names.conversationId, names.originatorConversationId, id];
    await this.database.write('name an inquiry', (db) => db.run(sql, params));
  }

  async settle(tx: Tx, id: string, settlement: Settlement): Promise<Settled> {
    const db = this.database.within(tx, 'settle an inquiry');
    const { status, answer, resultCode, resultText, settledAt } = settlement;
    const before = REPLACES[status];
    const changed = await db.run(
      'UPDATE mpesa_inquiry SET status = ?, answer = ?, result_code = ?, result_text = ?, settled_at = ?, kept_since = ? ' +
        `WHERE id = ? AND status IN (${marks(before.length)})`,
      [
        status,
        answer === null ? null : JSON.stringify(answer),
        resultCode,
        resultText,
        settledAt,
        settledAt,
        id,
        ...before,
      ],
    );
    const inquiry = await this.#get(db, id);
    return inquiry === null ? null : { inquiry, changed: changed === 1 };
  }

  async #get(db: Session, id: string): Promise<Inquiry | null> {
    const [row] = await db.rows(`SELECT ${this.#rows.columns} FROM mpesa_inquiry WHERE id = ?`, [id]);
    return row === undefined ? null : this.#rows.item(row);
  }
}
