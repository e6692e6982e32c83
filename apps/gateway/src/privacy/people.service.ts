import { Inject, Injectable } from '@nestjs/common';
import { InvalidRequestError, PersonalDataService } from 'nestjs-mpesa';
import { CLOCK, type Clock } from '../setup/clock.js';
import { GatewayHolder } from './gateway-holder.js';
import { LibraryHolder } from './library-holder.js';
import { isNumberIn } from '../persons/mentions.js';
import { personOf } from './person-of.js';
import type { PersonalDataHolder, PersonOrder } from './personal-data-holder.js';
import type { Person } from '../persons/personal-table.js';
import { PersonRequests } from './person-requests.js';

/** Exports and erases what is held about one person. Each request is written down, with what came of it. */
@Injectable()
export class PeopleService {
  /** In the order in which they erase: the one by which the others find their rows comes last, so that one cut off is asked again. */
  readonly #holders: readonly PersonalDataHolder[];

  constructor(
    gateway: GatewayHolder,
    library: LibraryHolder,
    private readonly personalData: PersonalDataService,
    private readonly requests: PersonRequests,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {
    this.#holders = [gateway, library];
  }

  /** Whose tables are looked through. */
  get covered(): readonly string[] {
    return this.#holders.map(({ name }) => name);
  }

  /** @throws InvalidRequestError field `phone`, `by`, `reason` or `payments` */
  async export(phone: string, order: PersonOrder): Promise<Record<string, object>> {
    return this.#perform('export', phone, order, (holder, person) => holder.export(person, order));
  }

  /** @throws InvalidRequestError field `phone`, `by`, `reason` or `payments` */
  async erase(phone: string, order: PersonOrder): Promise<Record<string, object>> {
    return this.#perform('erase', phone, order, (holder, person) => holder.erase(person, order));
  }

  async #perform(
    what: 'export' | 'erase',
    phone: string,
    { by, reason, payments }: PersonOrder,
    work: (holder: PersonalDataHolder, person: Person) => Promise<Readonly<Record<string, object>>>,
  ): Promise<Record<string, object>> {
    const person = await personOf(this.personalData, phone, payments);
    const order = {
      by: said('by', by, { person, most: 80 }),
      reason: said('reason', reason, { person, most: 255 }),
    };
    const done: Record<string, object> = {};
    try {
      for (const holder of this.#holders) Object.assign(done, await work(holder, person));
    } finally {
      // Also when it was cut off: what was done until then was done.
      const at = this.clock.now();
      await this.requests.add(person.phone, { ...order, what, at, counts: countsOf(done) });
    }
    return done;
  }
}

/** What is written down of a request is kept after the person is erased. */
function said(field: string, value: string, { person, most }: { person: Person; most: number }): string {
  const text = value.trim();
  if (isNumberIn(text, person)) {
    throw new InvalidRequestError(field, '…', 'must not name the number: the record of the request is kept');
  }
  if (text !== '' && text.length <= most && !/\p{Cc}/u.test(text)) return text;
  throw new InvalidRequestError(field, value.slice(0, 80), `must be 1 to ${most} printable characters`);
}

/** How many rows were shown, or what became of them: never the rows. */
function countsOf(done: Readonly<Record<string, object>>): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(done).map(([table, rows]) => [table, Array.isArray(rows) ? rows.length : rows]),
  );
}
