import { Inject, Injectable } from '@nestjs/common';
import { createHmac } from 'node:crypto';
import { In, IsNull, LessThan, Not } from 'typeorm';
import { KeyRing } from '../auth/key-ring.js';
import type { GatewaySettings } from '../setup/gateway-settings.js';
import { GATEWAY_SETTINGS } from '../setup/gateway-settings.token.js';
import { GatewayDatabase } from '../storage/gateway-database.js';
import type { Erasure, Person, PersonalTable } from '../persons/personal-table.js';
import { PersonRequest } from './person-request.entity.js';

/** Who asked for what about whom. */
export interface NewPersonRequest extends Pick<PersonRequest, 'what' | 'by' | 'at'> {
  readonly reason: string;
  readonly counts: Readonly<Record<string, unknown>>;
}

/** The record of what was done about persons; a reason may name one, and is cut like everything else. */
@Injectable()
export class PersonRequests implements PersonalTable {
  readonly name = 'gateway_person_request';
  readonly #ring: KeyRing;

  constructor(
    private readonly database: GatewayDatabase,
    @Inject(GATEWAY_SETTINGS) { secrets }: Pick<GatewaySettings, 'secrets'>,
  ) {
    this.#ring = KeyRing.of(secrets, 'person');
  }

  async add(phone: string, { counts, ...request }: NewPersonRequest): Promise<void> {
    const [personHash = ''] = this.#hashes(phone);
    const row = { ...request, personHash, counts: JSON.stringify(counts) };
    await this.database.run((manager) => manager.insert(PersonRequest, row));
  }

  async forget(before: number): Promise<number> {
    const due = { at: LessThan(before), reason: Not(IsNull()) };
    const { affected } = await this.database.run((manager) =>
      manager.update(PersonRequest, due, { reason: null }),
    );
    return affected ?? 0;
  }

  /** What was done about this person before, oldest first. */
  find({ phone }: Pick<Person, 'phone'>): Promise<PersonRequest[]> {
    const where = { personHash: In(this.#hashes(phone)) };
    return this.database.run((manager) => manager.find(PersonRequest, { where, order: { seq: 'ASC' } }));
  }

  /** That something was done is kept, to be shown to who asks; why goes, for it may name them. */
  async erase({ phone }: Pick<Person, 'phone'>): Promise<Erasure> {
    const named = { personHash: In(this.#hashes(phone)), reason: Not(IsNull()) };
    const { affected } = await this.database.run((manager) =>
      manager.update(PersonRequest, named, { reason: null }),
    );
    return { erased: affected ?? 0, kept: 0 };
  }

  #hashes(phone: string): string[] {
    return this.#ring.keys.map(({ bytes }) => createHmac('sha256', bytes).update(phone).digest('base64url'));
  }
}
