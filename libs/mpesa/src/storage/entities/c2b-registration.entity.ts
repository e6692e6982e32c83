import { Column, Entity, PrimaryColumn } from 'typeorm';
import { safeInteger } from 'typeorm-durable';

/** A row of `mpesa_c2b_registration`: the URLs Safaricom has for a shortcode, as far as we know. */
@Entity({ name: 'mpesa_c2b_registration' })
export class C2bRegistrationEntity {
  @PrimaryColumn({ name: 'shortcode', type: 'varchar', length: 16 }) shortcode!: string;
  @Column({ name: 'account', type: 'varchar', length: 64 }) account!: string;
  @Column({ name: 'version', type: 'varchar', length: 8 }) version!: string;
  @Column({ name: 'response_type', type: 'varchar', length: 16 }) responseType!: string;
  @Column({ name: 'confirmation_url', type: 'text' }) confirmationUrl!: string;
  @Column({ name: 'validation_url', type: 'text' }) validationUrl!: string;
  @Column({ name: 'registered_at', type: 'bigint', transformer: safeInteger }) registeredAt!: number;
  @Column({ name: 'outcome', type: 'varchar', length: 32 }) outcome!: string;
  @Column({ name: 'answer_code', type: 'varchar', length: 64, nullable: true }) answerCode!: string | null;
  @Column({ name: 'answer_text', type: 'text', nullable: true }) answerText!: string | null;
}
