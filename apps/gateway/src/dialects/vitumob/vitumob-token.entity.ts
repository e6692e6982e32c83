import { Column, Entity, PrimaryColumn } from 'typeorm';
import { safeInteger } from 'typeorm-durable';

/** The newest token of a client of this dialect. */
@Entity('gateway_vitumob_token')
export class VitumobToken {
  @PrimaryColumn({ name: 'client_id', type: 'varchar', length: 36 })
  clientId!: string;

  /** Sealed, because whoever has it is the client. */
  @Column({ type: 'text' })
  sealed!: string;

  /** When it was made, epoch ms. */
  @Column({ name: 'updated_at', type: 'bigint', transformer: safeInteger })
  updatedAt!: number;
}
