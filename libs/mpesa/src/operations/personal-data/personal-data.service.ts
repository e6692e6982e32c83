import { InvalidRequestError } from '../../errors/invalid-request.error.js';
import type { Payment } from '../../payments/payment.js';
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
  /**
   * Receipts or ids of payments that are theirs, up to a hundred. Money by hand of which M-Pesa told only a mask (C2B v2) is found by
   * nothing else. Have the person show them, such as M-Pesa's message: the mask must fit the number, but it fits others as well.
   */
  readonly payments?: readonly string[];
}

export interface PersonalDataServiceDeps {
  readonly store: PersonalDataStore;
  readonly digests: Pick<KeyedDigests, 'formsOf'>;
  readonly clock: Clock;
  readonly newId: () => string;
}

/** As many as are kept. */
const LONGEST_TEXT = 1_000;
/** More are asked for in several calls. */
const MOST_NAMED = 100;
const NAME = /^[A-Za-z0-9-]{8,40}$/;

/** Tells a person what the tables hold about them, and erases it when they ask. */
export class PersonalDataService {
  constructor(private readonly deps: PersonalDataServiceDeps) {}

  /**
   * All that is stored about the owner of a number, as plain JSON. Where M-Pesa told a hash of it, it is found by that; where it told
   * only a mask, it is found by `payments`, for a mask fits many. That it was shown is kept in `mpesa_export`.
   *
   * @param phone in any Kenyan form
   * @throws InvalidRequestError field `phone`, `by`, `reason` or `payments`
   */
  async export(phone: string, request: PersonalDataRequest): Promise<PersonalData> {
    const { store, newId, clock } = this.deps;
    const { person, by, reason } = await this.#asked(phone, request);
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
   * @param named receipts or ids of payments that are theirs, as in {@link PersonalDataRequest}
   * @throws InvalidRequestError field `phone` or `payments`
   */
  async payments(
    phone: string,
    named: readonly string[] = [],
  ): Promise<Pick<PersonalData, 'phone' | 'payments'>> {
    const person = this.#person(phone, named);
    const payments = await this.deps.store.payments(person);
    refuseAnothers(person, payments);
    return { phone: person.phone, payments };
  }

  /**
   * Erases at once what retention would erase in time: names, numbers, metadata, what callbacks said. Money facts stay. What is
   * under way or in review is kept, and told with its reason: ask again when it is over.
   *
   * @throws InvalidRequestError field `phone`, `by`, `reason` or `payments`
   */
  async erase(phone: string, request: PersonalDataRequest): Promise<ErasureResult> {
    const { store, newId, clock } = this.deps;
    const { person, by, reason } = await this.#asked(phone, request);
    return store.erase(person, { id: newId(), erasedAt: clock.now(), by, reason });
  }

  async #asked(phone: string, request: PersonalDataRequest): Promise<Asked> {
    refuseNonObjects({ request });
    const { by, reason, payments } = request;
    const person = this.#person(phone, payments ?? []);
    refuse('by', by, textProblem(by, person));
    refuse('reason', reason, textProblem(reason, person));
    if (person.vouched.length > 0) refuseAnothers(person, await this.deps.store.payments(person));
    return { person, by, reason };
  }

  #person(written: string, named: unknown): Person {
    const phone = readPhone(written);
    const digests = this.deps.digests.formsOf('phone', plainDigest(phone));
    const references = [phone, `+${phone}`, localPhone(phone), phone.slice(3)];
    return { phone, phoneHash: hashPhone(phone), references, vouched: readNames(named), digests };
  }
}

interface Asked extends Pick<PersonalDataRequest, 'by' | 'reason'> {
  readonly person: Person;
}

/** Ids are in lower case, receipts in capitals. */
function readNames(named: unknown): string[] {
  const rule = `must be a list of up to ${MOST_NAMED} receipts or ids of payments`;
  if (!Array.isArray(named) || named.length > MOST_NAMED)
    throw new InvalidRequestError('payments', named, rule);
  const wrong = named.find((name: unknown) => typeof name !== 'string' || !NAME.test(name)) as unknown;
  refuse('payments', wrong, wrong === undefined ? null : rule);
  return named.map((name: string) => (name.includes('-') ? name.toLowerCase() : name.toUpperCase()));
}

/** Somebody's word makes nobody else's payment theirs, and a name that is mistyped is told. */
function refuseAnothers({ vouched }: Person, found: readonly Payment[]): void {
  const known = new Set(found.flatMap(({ id, receipt }) => [id, receipt]));
  const strange = vouched.find((name) => !known.has(name));
  const rule = 'must be payments that are there and name nobody else';
  refuse('payments', strange, strange === undefined ? null : rule);
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
