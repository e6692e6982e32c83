import type { Row } from 'typeorm-durable';
import { payerNumberIn } from '../../../daraja/wire/payer-number.js';
import type { CallbackKind } from '../../../inbox/callback-kinds.js';
import type { Person } from '../../../operations/personal-data/personal-data.store.js';
import { PersonMentions } from '../../../values/person-mentions.js';
import { idsFrom } from './find-payments.js';

/** What was found of a person before callbacks and answers are looked through. */
export interface Found {
  /** Their payments: id and receipt. */
  readonly payments: readonly Row[];
  /** Ids of payments that a callback spoke of with their number, and that are somebody else's. */
  readonly others: ReadonlySet<string>;
  /** Ids of their standing orders. */
  readonly orders: readonly string[];
}

/**
 * Whose a callback or an answer is. That it has somebody's number in it is not enough: a payer may have typed it as the account
 * number, and whoever has a callback URL writes what they like.
 */
export class Whose {
  readonly #subjects: ReadonlySet<string>;
  readonly #mentions: PersonMentions;

  constructor(
    private readonly person: Person,
    private readonly found: Found,
  ) {
    this.#subjects = new Set([...idsFrom(found.payments), ...found.orders]);
    this.#mentions = new PersonMentions(person.phone, receiptsOf(found.payments));
  }

  /** @param subject the payment, standing order or inquiry that it is about, where it names one */
  isTheirs(subject: unknown, text: string): boolean {
    if (this.#subjects.has(String(subject))) return true;
    return !this.found.others.has(String(subject)) && this.#mentions.in(text);
  }

  isTheirCallback(row: Row, text: string): boolean {
    if (!this.isTheirs(row.payment_id, text)) return false;
    return !BY_HAND.includes(row.kind) || this.#mentions.namesPayment(text) || this.#paid(text);
  }

  /** News of money by hand names its payer in one field; in any other somebody else may have typed the number. */
  #paid(text: string): boolean {
    const fields = fieldsOf(text);
    if (fields === null) return true;
    const { form, value } = payerNumberIn(fields);
    return value === (form === 'hashed' ? this.person.phoneHash : this.person.phone);
  }
}

const BY_HAND: readonly unknown[] = ['c2b-confirmation', 'bill-manager'] satisfies readonly CallbackKind[];

export function receiptsOf(rows: readonly Row[]): string[] {
  return rows.flatMap(({ receipt }) => (receipt === null ? [] : [String(receipt)]));
}

/** Null for what is no JSON object. */
function fieldsOf(json: string): Readonly<Record<string, unknown>> | null {
  try {
    const value: unknown = JSON.parse(json);
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : null;
  } catch {
    return null;
  }
}
