import type { Clock } from '../../values/clock.js';
import { plainDigest, type KeyedDigests } from '../../values/keyed-digests.js';
import { hashPhone } from '../../values/payer-identity.js';
import { localPhone } from '../../values/phone-number.js';
import { readPhone, refuse } from '../payment-request.js';
import type { ErasureResult, ExportedParts, PersonalData } from './personal-data.js';
import type { Person, PersonalDataStore } from './personal-data.store.js';
import { refuseNonObjects } from '../request-objects.js';

/** Who exports or erases somebody, and why; kept in the record of it. */
export interface PersonalDataRequest {
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
   * only a mask, it is not found, for a mask fits many. That it was shown is kept in `mpesa_export`.
   *
   * @param phone in any Kenyan form
   * @throws InvalidRequestError field `phone`, `by` or `reason`
   */
  async export(phone: string, request: PersonalDataRequest): Promise<PersonalData> {
    const { store, newId, clock } = this.deps;
    const { person, by, reason } = this.#asked(phone, request);
    const data = await store.find(person);
    // Before anybody sees it: what is not written down is not shown.
    await store.recordExport(person, {
      id: newId(),
      exportedAt: clock.now(),
      by,
      reason,
      counts: countsOf(data),
    });
    return data;
  }

  /**
   * Their payments alone, oldest first: what they paid, were paid or asked for, and what was given back of it. By ids and receipts you
   * find what your own tables have of them. `phone` is the number in twelve digits.
   *
   * @param phone in any Kenyan form
   * @throws InvalidRequestError field `phone`
   */
  async payments(phone: string): Promise<Pick<PersonalData, 'phone' | 'payments'>> {
    const person = this.#person(phone);
    return { phone: person.phone, payments: await this.deps.store.payments(person) };
  }

  /**
   * Erases at once what retention would erase in time: names, numbers, metadata, what callbacks said. Money facts stay. What is
   * under way or in review is kept, and told with its reason: ask again when it is over.
   *
   * @throws InvalidRequestError field `phone`, `by` or `reason`
   */
  async erase(phone: string, request: PersonalDataRequest): Promise<ErasureResult> {
    const { store, newId, clock } = this.deps;
    const { person, by, reason } = this.#asked(phone, request);
    return store.erase(person, { id: newId(), erasedAt: clock.now(), by, reason });
  }

  #asked(phone: string, request: PersonalDataRequest): PersonalDataRequest & { readonly person: Person } {
    refuseNonObjects({ request });
    const { by, reason } = request;
    const person = this.#person(phone);
    refuse('by', by, textProblem(by, person));
    refuse('reason', reason, textProblem(reason, person));
    return { person, by, reason };
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
  return names ? 'must not name the number: the record of it is kept' : null;
}

function countsOf(data: PersonalData): ExportedParts {
  const { payments, references, standingOrders, events, callbacks, inquiries, prompts } = data;
  return {
    payments: payments.length,
    references: references.length,
    standingOrders: standingOrders.length,
    events: events.length,
    callbacks: callbacks.length,
    inquiries: inquiries.length,
    prompts: prompts === null ? 0 : 1,
  };
}
