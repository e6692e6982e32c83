import { Column, Entity, Index, PrimaryGeneratedColumn } from 'typeorm';
import { safeInteger } from 'typeorm-durable';

/** `given` by the admin, `claimed` by a client, `approved` before its time, `released` by its client, `removed` by the admin. */
export type PrefixEvent = 'given' | 'claimed' | 'approved' | 'released' | 'removed';

/** One change of who has a prefix. Never changed, never deleted. */
@Entity('gateway_prefix_change')
@Index('gateway_prefix_change_prefix', ['prefix'])
export class PrefixChange {
  @PrimaryGeneratedColumn({ type: 'int' })
  seq!: number;

  @Column({ type: 'varchar', length: 20 })
  prefix!: string;

  @Column({ name: 'client_id', type: 'varchar', length: 36 })
  clientId!: string;

  @Column({ type: 'varchar', length: 12 })
  what!: PrefixEvent;

  @Column({ name: 'made_by', type: 'varchar', length: 8 })
  by!: 'client' | 'admin';

  @Column({ type: 'bigint', transformer: safeInteger })
  at!: number;

  /** Of one that was given up: for how long payments had gone by it. */
  @Column({ name: 'held_ms', type: 'bigint', nullable: true, transformer: safeInteger })
  heldMs!: number | null;
}
