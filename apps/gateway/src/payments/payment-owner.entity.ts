import { Column, Entity, Index, PrimaryColumn } from 'typeorm';

/** How a payment came to its client: asked for by it, by the account number's prefix, by the shortcode, or by the admin. */
export type OwnedBy = 'request' | 'prefix' | 'shortcode' | 'admin';

/** Whose a payment is. Written once, and never changed. */
@Entity('gateway_payment_owner')
@Index('gateway_payment_owner_client', ['clientId', 'paymentId'])
export class PaymentOwner {
  @PrimaryColumn({ name: 'payment_id', type: 'varchar', length: 36 })
  paymentId!: string;

  @Column({ name: 'client_id', type: 'varchar', length: 36 })
  clientId!: string;

  @Column({ type: 'varchar', length: 16 })
  how!: OwnedBy;

  /** The registered prefix that the account number began with. */
  @Column({ type: 'varchar', length: 20, nullable: true })
  prefix!: string | null;
}
