import { Column, Entity, Index, PrimaryColumn } from 'typeorm';
import { safeInteger } from 'typeorm-durable';

/** A row of `mpesa_subscription`: a handler somewhere wants an event. */
@Entity({ name: 'mpesa_subscription' })
@Index('ix_mpesa_subscription_event', ['event'])
export class SubscriptionEntity {
  @PrimaryColumn({ name: 'handler', type: 'varchar', length: 191 }) handler!: string;
  @PrimaryColumn({ name: 'event', type: 'varchar', length: 64 }) event!: string;
  @Column({ name: 'since', type: 'bigint', transformer: safeInteger }) since!: number;
}
