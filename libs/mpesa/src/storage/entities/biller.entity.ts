import { Column, Entity, PrimaryColumn } from 'typeorm';
import { safeInteger } from 'typeorm-durable';

/** A row of `mpesa_biller`: a shortcode that has opted in to Bill Manager. */
@Entity({ name: 'mpesa_biller' })
export class BillerEntity {
  @PrimaryColumn({ name: 'shortcode', type: 'varchar', length: 16 }) shortcode!: string;
  @Column({ name: 'account', type: 'varchar', length: 64 }) account!: string;
  @Column({ name: 'sealed_app_key', type: 'text', nullable: true }) sealedAppKey!: string | null;
  @Column({ name: 'email', type: 'text' }) email!: string;
  @Column({ name: 'callback_url', type: 'text' }) callbackUrl!: string;
  @Column({ name: 'opted_in_at', type: 'bigint', transformer: safeInteger }) optedInAt!: number;
  @Column({ name: 'updated_at', type: 'bigint', transformer: safeInteger }) updatedAt!: number;
}
