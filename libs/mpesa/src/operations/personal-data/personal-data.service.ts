import type { Clock } from '../../values/clock.js';
import { plainDigest, type KeyedDigests } from '../../values/keyed-digests.js';
import { hashPhone } from '../../values/payer-identity.js';
import { localPhone } from '../../values/phone-number.js';
import { readPhone, refuse } from '../payment-request.js';
import type { ErasureResult, PersonalData } from './personal-data.js';
import type { Person, PersonalDataStore } from './personal-data.store.js';
import { refuseNonObjects } from '../request-objects.js';

/** Who erases somebody, and why; kept in the record of it. */
export interface ErasureRequest {
  /** Who decided: a name or an id of your own staff. Kept. */
  readonly by: string;
  /** Why. Kept, so it must not name the person. */
  readonly reason: string;
}

export interface PersonalDataServiceDeps {
  readonly store: PersonalDataStore;
  readonly digests: Pick<KeyedDigests, 'formsOf'>;
  readonly clock: Clock;
  readonly newId: () => string;
}

/** As many as are kept. */
const LONGEST_TEXT = 1_000;

/** Tells a person what the tables hold about them, and erases it when they ask. */
export class PersonalDataService {
  constructor(private readonly deps: PersonalDataServiceDeps) {}

  /**
   * All that is stored about the owner of a number, as plain JSON. Where M-Pesa told a hash of it, it is found by that; where it told
   * only a mask, it is not found, for a mask fits many.
   *
   * @param phone in any Kenyan form
   * @throws InvalidRequestError field `phone`
   */
  async export(phone: string): Promise<PersonalData> {
    return this.deps.store.find(this.#person(phone));
  }

  /**
   * Erases at once what retention would erase in time: names, numbers, metadata, what callbacks said. Money facts stay. What is
   * under way or in review is kept, and told with its reason: ask again when it is over.
   *
   * @throws InvalidRequestError field `phone`, `by` or `reason`
   */
  async erase(phone: string, request: ErasureRequest): Promise<ErasureResult> {
    refuseNonObjects({ request });
    const { by, reason } = request;
    const person = this.#person(phone);
    refuse('by', by, textProblem(by, person));
    refuse('reason', reason, textProblem(reason, person));
    const { store, newId, clock } = this.deps;
    return store.erase(person, { id: newId(), erasedAt: clock.now(), by, reason });
  }

  #person(written: string): Person {
    const phone = readPhone(written);
    const digests = this.deps.digests.formsOf('phone', plainDigest(phone));
    const references = [phone, `+${phone}`, localPhone(phone), phone.slice(3)];
    return { phone, phoneHash: hashPhone(phone), references, digests };
  }
}

function textProblem(text: unknown, { phone }: Person): string | null {
  if (typeof text !== 'string' || text.trim() === '' || text.length > LONGEST_TEXT)
    return `must be 1 to ${LONGEST_TEXT} characters`;
  const names = text.replaceAll(/[^0-9]/g, '').includes(phone.slice(3));
  return names ? 'must not name the number: the record of an erasure is kept' : null;
}
