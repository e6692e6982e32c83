import { randomInt } from 'node:crypto';
import { ok, RefusedRequest, type Answer } from '../../gateway/answer.js';
import { FAMILIES } from '../../gateway/family.js';
import { textOf, type Product, type ProductRequest } from '../../gateway/product.js';
import type { RequestOp } from '../../faults/fault-rule.js';
import type { CurrentSettings } from '../../settings/current-settings.js';
import { isAcceptableUrl } from '../../urls/url-rules.js';
import type { World } from '../../world/world.js';
import type { BillBook, BillerAccount } from './bill-book.js';

export const BILL_OPS = [
  'billmanager-optin',
  'billmanager-update',
  'billmanager-invoice',
  'billmanager-bulk',
  'billmanager-cancel',
  'billmanager-cancel-bulk',
  'billmanager-reconciliation',
] as const satisfies readonly RequestOp[];

interface BillParts {
  book: BillBook;
  world: World;
  settings: CurrentSettings;
}

type Fields = Readonly<Record<string, unknown>>;

const SUCCESS = { resmsg: 'Success', rescode: '200' };
const SENT = { Status_Message: 'Invoice sent successfully', ...SUCCESS };
/** `successfuly` is on the wire. */
const CANCELLED = { Status_Message: 'Invoice cancelled successfuly.', ...SUCCESS, errors: [] };
const PAID_ALREADY = {
  Status_Message: 'partially or fully paid invoices cannot be cancelled.',
  resmsg: 'Conflict',
  rescode: '409',
  errors: [],
};

/** One operation of Bill Manager (DARAJA-FACTS 1.14). Whoever has not opted in is unauthorized. */
export class BillManagerProduct implements Product {
  constructor(
    readonly op: (typeof BILL_OPS)[number],
    private readonly parts: BillParts,
  ) {}

  handle({ body, consumerKey }: ProductRequest): Answer {
    const { book } = this.parts;
    if (this.op === 'billmanager-optin') return this.optIn(consumerKey, body);
    const biller = book.biller(consumerKey);
    if (!biller) throw new RefusedRequest(FAMILIES.bills.noProduct);
    const items = Array.isArray(body['items']) ? (body['items'] as Fields[]) : [body];
    switch (this.op) {
      case 'billmanager-update':
        Object.assign(biller, this.account(biller.appKey, body));
        return ok(SUCCESS);
      case 'billmanager-reconciliation':
        return ok(SUCCESS);
      case 'billmanager-cancel':
      case 'billmanager-cancel-bulk':
        return this.cancel(consumerKey, items);
      case 'billmanager-invoice':
      case 'billmanager-bulk':
        for (const invoice of items) this.bill(consumerKey, invoice);
        return ok(SENT);
    }
  }

  private optIn(consumerKey: string, body: Fields): Answer {
    const appKey = `AG_${randomInt(1e9, 1e10)}_${randomInt(1e8, 1e9)}KJ`;
    this.parts.book.optIn(consumerKey, this.account(appKey, body));
    return ok({ app_key: appKey, ...SUCCESS });
  }

  private account(appKey: string, body: Fields): BillerAccount {
    const shortcode = this.parts.world.findPayee(textOf(body, 'shortcode'));
    if (!shortcode) throw new RefusedRequest(FAMILIES.bills.badField('shortcode'));
    const callbackUrl = textOf(body, 'callbackurl');
    if (!isAcceptableUrl(callbackUrl, this.parts.settings.get().strictUrls))
      throw new RefusedRequest(FAMILIES.bills.badField('callbackurl'));
    return { appKey, shortcode: shortcode.number, callbackUrl };
  }

  private bill(consumerKey: string, invoice: Fields): void {
    this.parts.book.add(consumerKey, {
      externalReference: textOf(invoice, 'externalReference'),
      accountReference: textOf(invoice, 'accountReference'),
      phone: textOf(invoice, 'billedPhoneNumber'),
      name: textOf(invoice, 'invoiceName'),
      cents: Math.round(Number(textOf(invoice, 'amount')) * 100),
      paidCents: 0,
    });
  }

  private cancel(consumerKey: string, items: readonly Fields[]): Answer {
    const references = items.map((invoice) => textOf(invoice, 'externalReference'));
    const found = references.map((reference) => this.parts.book.find(consumerKey, reference));
    if (found.some((invoice) => !invoice))
      throw new RefusedRequest(FAMILIES.bills.badField('externalReference'));
    if (found.some((invoice) => invoice && invoice.paidCents > 0)) return ok(PAID_ALREADY);
    for (const reference of references) this.parts.book.cancel(consumerKey, reference);
    return ok(CANCELLED);
  }
}
