import { Column, Entity, Index, PrimaryColumn } from 'typeorm';
import { safeInteger } from 'typeorm-durable';

/** `superseded`: it turned out to be money that somebody had asked for. */
export type SuspenseState = 'open' | 'assigned' | 'superseded';

/** `not-asked-here`: it was asked for in the name of the shortcode, and not by a client. */
export const SUSPENSE_REASONS = ['no-client', 'client-revoked', 'not-asked-here'] as const;
export type SuspenseReason = (typeof SUSPENSE_REASONS)[number];

/** Money that is nobody's until the admin says whose. */
@Entity('gateway_suspense')
@Index('gateway_suspense_state', ['state', 'paymentId'])
export class SuspendedPayment {
  @PrimaryColumn({ name: 'payment_id', type: 'varchar', length: 36 })
  paymentId!: string;

  @Column({ type: 'varchar', length: 32 })
  reason!: SuspenseReason;

  @Column({ type: 'varchar', length: 10 })
  shortcode!: string;

  @Column({ name: 'amount_cents', type: 'bigint', transformer: safeInteger })
  amountCents!: number;

  @Column({ type: 'varchar', length: 20, nullable: true })
  receipt!: string | null;

  @Column({ type: 'bigint', transformer: safeInteger })
  since!: number;

  @Column({ type: 'varchar', length: 12 })
  state!: SuspenseState;

  @Column({ name: 'client_id', type: 'varchar', length: 36, nullable: true })
  clientId!: string | null;

  @Column({ name: 'settled_by', type: 'varchar', length: 80, nullable: true })
  settledBy!: string | null;

  @Column({ name: 'settled_at', type: 'bigint', nullable: true, transformer: safeInteger })
  settledAt!: number | null;

  /** How often it was told of while it was open: who gives it away must have seen the latest. */
  @Column({ type: 'int', default: 1 })
  news!: number;
}
