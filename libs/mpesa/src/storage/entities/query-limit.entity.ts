import { Column, Entity, PrimaryColumn } from 'typeorm';
import { safeInteger } from 'typeorm-durable';

/** A row of `mpesa_query_limit`: the GCRA state of one app and product. */
@Entity({ name: 'mpesa_query_limit' })
export class QueryLimitEntity {
  @PrimaryColumn({ name: 'name', type: 'varchar', length: 191 }) name!: string;
  /** GCRA's theoretical arrival time: when nothing is used up any more. */
  @Column({ name: 'next_at', type: 'bigint', transformer: safeInteger }) nextAt!: number;
  /** When `next_at` was set. */
  @Column({ name: 'set_at', type: 'bigint', nullable: true, transformer: safeInteger }) setAt!: number | null;
}
