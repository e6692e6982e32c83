import type { VirtualClock } from '../../clock/virtual-clock.js';
import { eastAfricaEpoch, eastAfricaParts } from '../../clock/east-africa-time.js';
import { ok, RefusedRequest, type Answer } from '../../gateway/answer.js';
import { FAMILIES } from '../../gateway/family.js';
import { textOf, type Product, type ProductRequest } from '../../gateway/product.js';
import { shortcodeAccount } from '../../ledger/account.js';
import type { Ledger, LedgerEntry } from '../../ledger/ledger.js';
import { shillingsText } from '../../payments/cents.js';
import type { Shortcode } from '../../world/shortcode.js';
import type { World } from '../../world/world.js';
import type { PullRegistrations } from './pull-registrations.js';

interface PullParts {
  world: World;
  ledger: Ledger;
  clock: VirtualClock;
  registrations: PullRegistrations;
}

/** Rows of an answer; the next page starts at the next offset (DARAJA-FACTS 1.16). */
const PAGE = 100;
/** What is older cannot be pulled. */
const REACH_MS = 48 * 60 * 60 * 1000;

/** What customers paid to a registered shortcode in the last 48 hours, in an array inside an array. */
export class PullQueryProduct implements Product {
  readonly op = 'pull-query';

  constructor(private readonly parts: PullParts) {}

  handle({ body, requestId }: ProductRequest): Answer {
    const { world, registrations, clock } = this.parts;
    const shortcode = world.findPayee(textOf(body, 'ShortCode'));
    if (!shortcode || !registrations.has(shortcode.number))
      throw new RefusedRequest(FAMILIES.pull.badField('ShortCode'));
    const from = Math.max(eastAfricaEpoch(textOf(body, 'StartDate')), clock.now() - REACH_MS);
    const to = eastAfricaEpoch(textOf(body, 'EndDate'));
    if (Number.isNaN(from)) throw new RefusedRequest(FAMILIES.pull.badField('StartDate'));
    // A date names a whole second.
    if (Number.isNaN(to)) throw new RefusedRequest(FAMILIES.pull.badField('EndDate'));
    const offset = Number(textOf(body, 'OffSetValue'));
    const rows = this.rows(shortcode, from, to + 999).slice(offset, offset + PAGE);
    return ok({
      ResponseRefID: requestId,
      ResponseCode: rows.length > 0 ? '1000' : '1001',
      ResponseMessage: rows.length > 0 ? 'Success' : 'No transactions found',
      Response: [rows],
    });
  }

  private rows(shortcode: Shortcode, from: number, to: number): object[] {
    const entries = this.parts.ledger.filter(
      ({ kind, credit, at }) =>
        (kind === 'stk' || kind === 'c2b') &&
        credit === shortcodeAccount(shortcode.number) &&
        at >= from &&
        at <= to,
    );
    return entries.map((entry) => row(entry, shortcode));
  }
}

/** The time is Nairobi's, whatever its Z says; the number is clear. */
function row({ receipt, at, debit, reference, cents }: LedgerEntry, { type, name }: Shortcode): object {
  const t = eastAfricaParts(at);
  return {
    transactionId: receipt,
    trxDate: `${t.year}-${t.month}-${t.day}T${t.hour}:${t.minute}:${t.second}Z`,
    msisdn: Number(debit.split(':')[1]),
    sender: 'MPESA',
    transactiontype: type === 'till' ? 'c2b-buy-goods-debit' : 'c2b-pay-bill-debit',
    billreference: reference,
    amount: shillingsText(cents),
    organizationname: name,
  };
}
