import { Column, Entity, Index, PrimaryColumn } from 'typeorm';
import { safeInteger } from 'typeorm-durable';
import type { Scope } from './scopes.js';

/** A merchant who calls us. */
@Entity('gateway_client')
@Index('gateway_client_created', ['createdAt', 'id'])
export class Client {
  @PrimaryColumn({ type: 'varchar', length: 36 })
  id!: string;

  @Column({ type: 'varchar', length: 80 })
  name!: string;

  /** Of its secret, which nobody but the client has. */
  @Column({ name: 'secret_hash', type: 'varchar', length: 64 })
  secretHash!: string;

  @Column({
    type: 'varchar',
    length: 255,
    transformer: {
      to: (scopes: readonly Scope[]) => scopes.join(' '),
      from: (text: string) => text.split(' '),
    },
  })
  scopes!: readonly Scope[];

  /** The module's named account that this client's requests are made with. */
  @Column({ type: 'varchar', length: 64 })
  account!: string;

  /** Tokens carry it; a token that carries another is void. */
  @Column({ name: 'token_version', type: 'int' })
  tokenVersion!: number;

  @Column({ name: 'created_at', type: 'bigint', transformer: safeInteger })
  createdAt!: number;

  @Column({ name: 'revoked_at', type: 'bigint', nullable: true, transformer: safeInteger })
  revokedAt!: number | null;
}
