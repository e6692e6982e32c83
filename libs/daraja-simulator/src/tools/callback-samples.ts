import type { DarajaIds } from '../ids/daraja-ids.js';
import type { CustomerPayment } from '../world/customer-payment.js';
import { b2cParameters } from '../products/b2c/b2c-parameters.js';
import { c2bBody } from '../products/c2b/c2b-body.js';
import { ORG_FAILURES } from '../products/org/org-failures.js';
import { orgRequestFrom, type OrgOutcome, type OrgRequest } from '../products/org/org-request.js';
import { resultText, timeoutText } from '../products/org/result-text.js';
import { stkCallbackText } from '../products/stk/stk-callback.js';
import { stkPushFrom } from '../products/stk/stk-push.js';
import { STK_FAILURES, stkSuccess, type StkResult } from '../products/stk/stk-results.js';
import type { SimulatorSettings } from '../settings/simulator-settings.js';
import { phoneFrom } from '../world/phone.js';
import { shortcodeFrom } from '../world/shortcode.js';

/** Every kind of callback a host is sent, in the order they are tried: a validation comes before its confirmation. */
export const CALLBACK_KINDS = [
  'stk-success',
  'stk-failure',
  'c2b-validation',
  'c2b-confirmation',
  'result',
  'result-failure',
  'queue-timeout',
] as const;
export type CallbackKind = (typeof CALLBACK_KINDS)[number];

/**
 * The mark of a callback behind which there is no payment: the payer's name, the account, and in every id and text. The
 * shortcode is nobody's, so that a host in use does not book what it is sent.
 */
const MARK = 'TEST DATA';
const PHONE = phoneFrom({ msisdn: '254708374149', name: MARK });
const SHORTCODE = shortcodeFrom({ number: '000000', type: 'paybill', name: MARK });
const SHILLINGS = 10;
const CENTS = SHILLINGS * 100;

/** Makes callbacks in Safaricom's very shape that nobody can take for a payment. */
export class CallbackSamples {
  constructor(
    private readonly ids: DarajaIds,
    private readonly settings: SimulatorSettings,
    /** Epoch milliseconds. */
    private readonly now: number,
  ) {}

  text(kind: CallbackKind): string {
    const texts: Record<CallbackKind, () => string> = {
      'stk-success': () => this.stk(stkSuccess(this.receipt('S'), this.now)),
      'stk-failure': () => this.stk(STK_FAILURES.cancelled),
      'c2b-validation': () => this.c2b(''),
      'c2b-confirmation': () => this.c2b('10.00'),
      result: () => this.result(this.paidOut()),
      'result-failure': () => this.result(ORG_FAILURES.badInitiator),
      'queue-timeout': () => timeoutText(this.request(null), this.ids.noReceipt(this.now)),
    };
    return texts[kind]();
  }

  private stk(result: StkResult): string {
    const order = { shortcode: SHORTCODE, phone: PHONE, amount: SHILLINGS, reference: MARK, callbackUrl: '' };
    const push = stkPushFrom(order, {
      merchantRequestId: this.id(),
      checkoutRequestId: this.ids.checkoutRequestId(this.now, PHONE.msisdn),
      startedAt: this.now,
    });
    const marked = { ...result, text: `${result.text} (${MARK})` };
    return stkCallbackText(push, marked, this.settings.okResultCodeStrings);
  }

  private c2b(orgAccountBalance: string): string {
    const payment: CustomerPayment = {
      phone: PHONE,
      shortcode: SHORTCODE,
      cents: CENTS,
      reference: MARK,
      channel: 'c2b',
    };
    const facts = { at: this.now, thirdPartyTransId: '', production: this.settings.production };
    return JSON.stringify(c2bBody(payment, { ...facts, receipt: this.receipt('C'), orgAccountBalance }));
  }

  private paidOut(): OrgOutcome {
    const receipt = this.receipt('B');
    const facts = { shortcode: SHORTCODE, phone: PHONE, cents: CENTS, receipt, at: this.now };
    const parameters = b2cParameters({ balanceOf: () => 1_000_00 }, facts);
    return { done: true, receipt, parameters, references: [] };
  }

  private result(outcome: OrgOutcome): string {
    return resultText(this.request(outcome), this.settings);
  }

  private request(outcome: OrgOutcome | null): OrgRequest {
    const order = {
      op: 'b2c',
      shortcode: SHORTCODE,
      initiator: '',
      securityCredential: '',
      resultUrl: '',
      timeoutUrl: '',
      originatorConversationId: null,
      cents: CENTS,
    } as const;
    const request = orgRequestFrom(order, {
      conversationId: this.ids.conversationId(this.now),
      originatorConversationId: this.id(),
      startedAt: this.now,
    });
    const transactionId = outcome?.done ? outcome.receipt : this.ids.noReceipt(this.now);
    return { ...request, outcome: marked(outcome), transactionId, finishedAt: this.now };
  }

  private id(): string {
    return `TEST-DATA-${this.ids.requestId()}`;
  }

  /** Ten capitals and digits as on the wire, yet never a receipt: those begin with the letter of a year. */
  private receipt(letter: string): string {
    return `0TEST${letter}${this.ids.receipt(this.now).slice(-4)}`;
  }
}

function marked(outcome: OrgOutcome | null): OrgOutcome | null {
  return outcome && !outcome.done ? { ...outcome, text: `${outcome.text} (${MARK})` } : outcome;
}
