import { Column, Entity, PrimaryColumn } from 'typeorm';
import { safeInteger } from 'typeorm-durable';

/** A row of `mpesa_gap_fill`: how far the payments of a shortcode have been compared with Pull. */
@Entity({ name: 'mpesa_gap_fill' })
export class GapFillEntity {
  @PrimaryColumn({ name: 'shortcode', type: 'varchar', length: 16 }) shortcode!: string;
  /** Who registered it for Pull; null when nobody did through us. */
  @Column({ name: 'account', type: 'varchar', length: 64, nullable: true }) account!: string | null;
  @Column({ name: 'registered_at', type: 'bigint', nullable: true, transformer: safeInteger })
  registeredAt!: number | null;
  @Column({ name: 'filled_until', type: 'bigint', nullable: true, transformer: safeInteger })
  filledUntil!: number | null;
  @Column({ name: 'owner', type: 'varchar', length: 64, nullable: true }) owner!: string | null;
  @Column({ name: 'lease_until', type: 'bigint', transformer: safeInteger }) leaseUntil!: number;
}
