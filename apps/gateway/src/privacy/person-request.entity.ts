import { Column, Entity, Index, PrimaryGeneratedColumn } from 'typeorm';
import { safeInteger } from 'typeorm-durable';

/** One person was looked up, or erased, at somebody's word. Never deleted. */
@Entity('gateway_person_request')
@Index('gateway_person_request_at', ['at'])
export class PersonRequest {
  @PrimaryGeneratedColumn({ type: 'int' })
  seq!: number;

  @Column({ type: 'varchar', length: 8 })
  what!: 'export' | 'erase';

  /** Who it was, keyed with the gateway's secret: it tells whether somebody was erased, and not who was. */
  @Column({ name: 'person_hash', type: 'varchar', length: 43 })
  personHash!: string;

  /** Who decided. */
  @Column({ name: 'made_by', type: 'varchar', length: 80 })
  by!: string;

  /** Cut after the days of retention. */
  @Column({ type: 'varchar', length: 255, nullable: true })
  reason!: string | null;

  /** Rows by table, as JSON. */
  @Column({ name: 'row_counts', type: 'text' })
  counts!: string;

  @Column({ type: 'bigint', transformer: safeInteger })
  at!: number;
}
