import { Column, Entity, Index, PrimaryColumn } from 'typeorm';
import { safeInteger } from 'typeorm-durable';

/** A client's question about one transaction, until the answer is on its way. */
@Entity('gateway_brij_question')
@Index('gateway_brij_question_due', ['dueAt'])
@Index('gateway_brij_question_client', ['clientId'])
export class BrijQuestion {
  /** A UUID. */
  @PrimaryColumn({ type: 'varchar', length: 36 })
  id!: string;

  @Column({ name: 'client_id', type: 'varchar', length: 36 })
  clientId!: string;

  /** `billRefNumber` as it was asked: with the prefix or without. */
  @Column({ name: 'account_number', type: 'varchar', length: 64 })
  accountNumber!: string;

  @Column({ type: 'varchar', length: 20 })
  receipt!: string;

  @Column({ name: 'result_url', type: 'varchar', length: 2000 })
  resultUrl!: string;

  @Column({ name: 'asked_at', type: 'bigint', transformer: safeInteger })
  askedAt!: number;

  @Column({ type: 'int' })
  attempts!: number;

  /** When it is looked at (again). Who looks moves it first, and afterwards does nothing unless it still stands there. */
  @Column({ name: 'due_at', type: 'bigint', transformer: safeInteger })
  dueAt!: number;
}
