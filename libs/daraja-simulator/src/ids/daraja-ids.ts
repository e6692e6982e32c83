import { randomBytes, randomInt } from 'node:crypto';
import { eastAfricaParts } from '../clock/east-africa-time.js';

const RECEIPT_LETTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789';
const TOKEN_LETTERS = `${RECEIPT_LETTERS}abcdefghijklmnopqrstuvwxyz`;

/** The ids Daraja hands out, in the shapes of DARAJA-FACTS 1.1 and 4.5; never the same one twice. */
export class DarajaIds {
  private counter = randomInt(1_000, 9_000);
  private readonly given = new Set<string>();

  /** `2654-4b64-97ff-b827b542881d3130`: the tail of a UUID and a counter. */
  requestId(): string {
    const hex = randomBytes(12).toString('hex');
    this.counter += 1;
    return `${hex.slice(0, 4)}-${hex.slice(4, 8)}-${hex.slice(8, 12)}-${hex.slice(12)}${this.counter}`;
  }

  /** `ws_CO_` + DDMMYYYYHHmmss + milliseconds + the last nine digits of the phone. */
  checkoutRequestId(now: number, msisdn: string): string {
    const shape = (at: number): string => {
      const t = eastAfricaParts(at);
      return `ws_CO_${t.day}${t.month}${t.year}${t.hour}${t.minute}${t.second}${t.millisecond}${msisdn.slice(-9)}`;
    };
    let at = now;
    while (this.given.has(shape(at))) at += 1;
    return this.give(shape(at));
  }

  /** `AG_20240706_20106e9209f64bebd05b`. */
  conversationId(now: number): string {
    const t = eastAfricaParts(now);
    return `AG_${t.year}${t.month}${t.day}_${randomBytes(10).toString('hex')}`;
  }

  /** Ten capitals and digits, the first three encoding the date (DARAJA-FACTS 4.5). */
  receipt(now: number): string {
    for (;;) {
      const receipt = `${receiptDate(now)}${letters(RECEIPT_LETTERS, 7)}`;
      if (!this.given.has(receipt)) return this.give(receipt);
    }
  }

  /** The id of what moved no money: the date of a receipt and seven zeros (DARAJA-FACTS 4.5). */
  noReceipt(now: number): string {
    return `${receiptDate(now)}0000000`;
  }

  /** 28 letters and digits (DARAJA-FACTS 1.3). */
  accessToken(): string {
    return letters(TOKEN_LETTERS, 28);
  }

  private give(id: string): string {
    this.given.add(id);
    return id;
  }
}

/** Year (L = 2017), month (A = January) and day (1-9, then A = 10) of an instant in Nairobi. */
function receiptDate(now: number): string {
  const t = eastAfricaParts(now);
  const letter = (index: number): string =>
    String.fromCharCode('A'.charCodeAt(0) + (((index % 26) + 26) % 26));
  const day = Number(t.day);
  return `${letter(Number(t.year) - 2006)}${letter(Number(t.month) - 1)}${day < 10 ? day : letter(day - 10)}`;
}

function letters(alphabet: string, count: number): string {
  return Array.from({ length: count }, () => alphabet.charAt(randomInt(alphabet.length))).join('');
}
