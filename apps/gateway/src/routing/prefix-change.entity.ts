import { Column, Entity, Index, PrimaryGeneratedColumn } from 'typeorm';
import { safeInteger } from 'typeorm-durable';

/**
 * `given` by the admin, `claimed` by a client, `approved` before its time, `released` by its client, `removed` by the admin. `told` and
 * `untold`: the client was another, whose payments it may take, and had an endpoint that hears of that, or none.
 */
export const PREFIX_EVENTS = [
  'given',
  'claimed',
  'approved',
  'released',
  'removed',
  'told',
  'untold',
] as const;

export type PrefixEvent = (typeof PREFIX_EVENTS)[number];

/** One change of who has a prefix, or who was told of it. Never changed, never deleted. */
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
