import { Column, Entity, Index, PrimaryColumn } from 'typeorm';

/** `news`: told of payments. `validation`: asked whether a payment is welcome. `confirmation`: as `news`, but only of what customers pay by hand. */
export type EndpointPurpose = 'news' | 'validation' | 'confirmation';

/** What an endpoint is for, and in which words it is spoken to. One without a profile is told all news in the words of `/v1`. */
@Entity('gateway_endpoint_profile')
@Index('gateway_endpoint_profile_client', ['clientId'])
export class EndpointProfile {
  @PrimaryColumn({ name: 'endpoint_id', type: 'varchar', length: 36 })
  endpointId!: string;

  @Column({ name: 'client_id', type: 'varchar', length: 36 })
  clientId!: string;

  @Column({ type: 'varchar', length: 16 })
  purpose!: EndpointPurpose;

  /** Names a format that was given to `MessageFormats`. */
  @Column({ type: 'varchar', length: 16 })
  format!: string;

  /** Only of payments whose account number belongs to this prefix. */
  @Column({ type: 'varchar', length: 20, nullable: true })
  prefix!: string | null;
}
