import { Column, Entity, Index, PrimaryColumn } from 'typeorm';
import { safeInteger } from 'typeorm-durable';

/** A request that was made under a client's key, and what it was answered. */
@Entity('gateway_idempotency')
@Index('gateway_idempotency_created', ['createdAt'])
export class RememberedAnswer {
  @PrimaryColumn({ name: 'client_id', type: 'varchar', length: 36 })
  clientId!: string;

  /** Keyed with the gateway's secret, and so is what was asked. */
  @PrimaryColumn({ name: 'key_hash', type: 'varchar', length: 43 })
  keyHash!: string;

  @Column({ name: 'request_hash', type: 'varchar', length: 43 })
  requestHash!: string;

  /** Sealed under {@link answerHolder}, because some answers carry a secret. Null while the request is under way. */
  @Column({ type: 'text', nullable: true })
  answer!: string | null;

  /** Until then nobody else takes over a request under way. */
  @Column({ name: 'lease_until', type: 'bigint', transformer: safeInteger })
  leaseUntil!: number;

  @Column({ name: 'created_at', type: 'bigint', transformer: safeInteger })
  createdAt!: number;
}

/** Whose sealed text it is: it opens in no other row. */
export function answerHolder({ clientId, keyHash }: RememberedAnswer): string {
  return `answer:${clientId}:${keyHash}`;
}
