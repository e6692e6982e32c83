import { Column, Entity, Index, PrimaryColumn } from 'typeorm';
import { safeInteger } from 'typeorm-durable';

/** A row of `mpesa_access_token`: an app's sealed token, and who is fetching the next one. */
@Entity({ name: 'mpesa_access_token' })
@Index('ix_mpesa_access_token_expires', ['expiresAt'])
export class AccessTokenEntity {
  /** Digest of base URL and consumer key. */
  @PrimaryColumn({ name: 'app', type: 'varchar', length: 128 }) app!: string;
  @Column({ name: 'sealed_token', type: 'text', nullable: true }) sealedToken!: string | null;
  @Column({ name: 'expires_at', type: 'bigint', transformer: safeInteger }) expiresAt!: number;
  @Column({ name: 'generation', type: 'int' }) generation!: number;
  @Column({ name: 'owner', type: 'varchar', length: 64, nullable: true }) owner!: string | null;
  @Column({ name: 'lease_until', type: 'bigint', transformer: safeInteger }) leaseUntil!: number;
}
