import { Column, Entity, PrimaryColumn } from 'typeorm';
import { safeInteger } from 'typeorm-durable';

/** A row of `mpesa_operator`: an operator that is stopped, or was. */
@Entity({ name: 'mpesa_operator' })
export class OperatorEntity {
  @PrimaryColumn({ name: 'account', type: 'varchar', length: 64 }) account!: string;
  @PrimaryColumn({ name: 'initiator', type: 'varchar', length: 64 }) initiator!: string;
  @Column({ name: 'result_code', type: 'varchar', length: 64, nullable: true }) resultCode!: string | null;
  @Column({ name: 'result_text', type: 'text', nullable: true }) resultText!: string | null;
  /** Null: it may be used. */
  @Column({ name: 'locked_at', type: 'bigint', nullable: true, transformer: safeInteger })
  lockedAt!: number | null;
  /** Results of requests sent before this do not stop it again. */
  @Column({ name: 'unlocked_at', type: 'bigint', transformer: safeInteger }) unlockedAt!: number;
}
