import { Column, Entity, PrimaryColumn } from 'typeorm';
import { safeInteger } from 'typeorm-durable';

/** A row of `mpesa_bill_receipt`: an acknowledgement that was sent to Bill Manager. */
@Entity({ name: 'mpesa_bill_receipt' })
export class BillReceiptEntity {
  @PrimaryColumn({ name: 'payment_id', type: 'varchar', length: 36 }) paymentId!: string;
  @PrimaryColumn({ name: 'invoice_id', type: 'varchar', length: 191 }) invoiceId!: string;
  @Column({ name: 'sent_at', type: 'bigint', transformer: safeInteger }) sentAt!: number;
  @Column({ name: 'acknowledged_at', type: 'bigint', transformer: safeInteger, nullable: true })
  acknowledgedAt!: number | null;
}
