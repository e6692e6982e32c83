import { Column, Entity, Index, PrimaryGeneratedColumn } from 'typeorm';
import { safeInteger } from 'typeorm-durable';

/** A row of `gateway_delivery`: one message on its way. `seq` is the order of arrival. */
@Entity({ name: 'gateway_delivery' })
@Index('uq_gateway_delivery_id', ['id'], { unique: true })
@Index('ix_gateway_delivery_next', ['queue', 'nextAt'])
@Index('ix_gateway_delivery_order', ['queue', 'stream', 'seq'])
@Index('ix_gateway_delivery_client', ['clientId', 'seq'])
@Index('ix_gateway_delivery_created', ['createdAt'])
@Index('ix_gateway_delivery_erase', ['eraseAskedAt'])
export class GatewayDeliveryEntity {
  @PrimaryGeneratedColumn({ name: 'seq', type: 'integer' }) seq!: number;
  @Column({ name: 'id', type: 'varchar', length: 100 }) id!: string;
  @Column({ name: 'client_id', type: 'varchar', length: 36 }) clientId!: string;
  @Column({ name: 'endpoint_id', type: 'varchar', length: 36, nullable: true }) endpointId!: string | null;
  @Column({ name: 'url', type: 'text', nullable: true }) url!: string | null;
  /** Whose queue it belongs in: the endpoint's id, or one name for all one-shot URLs of a client at one host. */
  @Column({ name: 'destination', type: 'varchar', length: 64 }) destination!: string;
  /** The queue it waits in: its destination, and null once it is finished, so that the past costs nothing. */
  @Column({ name: 'queue', type: 'varchar', length: 64, nullable: true }) queue!: string | null;
  @Column({ name: 'stream', type: 'varchar', length: 100 }) stream!: string;
  @Column({ name: 'type', type: 'varchar', length: 64 }) type!: string;
  @Column({ name: 'body', type: 'text' }) body!: string;
  @Column({ name: 'status', type: 'varchar', length: 9 }) status!: string;
  @Column({ name: 'attempts', type: 'int' }) attempts!: number;
  /** Attempts made before the last replay: the schedule counts from here. */
  @Column({ name: 'round_from', type: 'int' }) roundFrom!: number;
  /** When it is due, or until when `owner` holds it; null when finished. */
  @Column({ name: 'next_at', type: 'bigint', transformer: safeInteger, nullable: true }) nextAt!:
    number | null;
  @Column({ name: 'owner', type: 'varchar', length: 36, nullable: true }) owner!: string | null;
  @Column({ name: 'last_status', type: 'int', nullable: true }) lastStatus!: number | null;
  @Column({ name: 'last_error', type: 'varchar', length: 255, nullable: true }) lastError!: string | null;
  @Column({ name: 'created_at', type: 'bigint', transformer: safeInteger }) createdAt!: number;
  @Column({ name: 'finished_at', type: 'bigint', transformer: safeInteger, nullable: true })
  finishedAt!: number | null;
  /** When its person was erased while it waited: it goes as soon as it is finished. */
  @Column({ name: 'erase_asked_at', type: 'bigint', transformer: safeInteger, nullable: true })
  eraseAskedAt!: number | null;
}
