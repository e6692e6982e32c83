import { Column, Entity, PrimaryColumn } from 'typeorm';
import { safeInteger } from 'typeorm-durable';

/** A row of `gateway_signing_secret`: what messages to one endpoint, or a client's one-shot messages, are signed with. Encrypted. */
@Entity({ name: 'gateway_signing_secret' })
export class GatewaySigningSecretEntity {
  /** `endpoint:<id>` or `client:<id>` */
  @PrimaryColumn({ name: 'holder', type: 'varchar', length: 64 }) holder!: string;
  @Column({ name: 'sealed', type: 'text' }) sealed!: string;
  /** The secret before it, which signs too until `previousUntil`. */
  @Column({ name: 'previous', type: 'text', nullable: true }) previous!: string | null;
  @Column({ name: 'previous_until', type: 'bigint', transformer: safeInteger, nullable: true })
  previousUntil!: number | null;
}
