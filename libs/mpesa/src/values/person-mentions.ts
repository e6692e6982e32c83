import { hashPhone } from './payer-identity.js';

/** Receipts have ten of these; a longer run of them may hold one anywhere. */
const CAPITALS = /[A-Z0-9]+/g;
const RECEIPT_LENGTH = 10;
const ID = /[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/g;

/** Whether a text tells of somebody: their number, a hash of it, or the receipt or id of a payment of theirs. */
export class PersonMentions {
  /** Each of them is in a text only if one of these is: for a database to look for. What it finds, `in` decides about. */
  readonly words: readonly string[];
  readonly #names: ReadonlySet<string>;
  readonly #number: RegExp;

  /**
   * @param phone twelve digits
   * @param names receipts and ids of payments
   */
  constructor(phone: string, names: Iterable<string> = []) {
    const digits = phone.slice(3);
    this.#names = new Set(names);
    // However it is written, a number ends with these. More digits behind make it another one, or a time.
    this.#number = new RegExp(`${digits}(?![0-9])`);
    this.words = [digits, hashPhone(phone), ...this.#names];
  }

  in(text: string): boolean {
    const [, hash = ''] = this.words;
    return this.#number.test(text) || text.includes(hash) || this.namesPayment(text);
  }

  /** Whether it tells of a payment of theirs. */
  namesPayment(text: string): boolean {
    if (this.#names.size === 0) return false;
    const ids = text.match(ID) ?? [];
    return (
      ids.some((id) => this.#names.has(id)) ||
      (text.match(CAPITALS) ?? []).some((run) => this.#holdsReceipt(run))
    );
  }

  #holdsReceipt(run: string): boolean {
    for (let start = 0; start + RECEIPT_LENGTH <= run.length; start += 1) {
      if (this.#names.has(run.slice(start, start + RECEIPT_LENGTH))) return true;
    }
    return false;
  }
}
