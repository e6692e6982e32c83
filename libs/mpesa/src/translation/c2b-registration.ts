import type { C2bRegisterAnswer, C2bRegisterRequestBody } from '../daraja/contracts/c2b-register.contract.js';
import type { C2bSimulateAnswer, C2bSimulateRequestBody } from '../daraja/contracts/c2b-simulate.contract.js';
import type { AccountType } from '../values/account-type.js';
import { centsToShillings } from '../values/money.js';

/** Where Safaricom is to ask and to tell. */
export interface RegistrationRequest {
  readonly shortcode: string;
  readonly responseType: C2bRegisterRequestBody['ResponseType'];
  readonly confirmationUrl: string;
  readonly validationUrl: string;
}

/** A payment by hand that the sandbox is to make up. */
export interface PlayedPayment {
  readonly type: AccountType;
  readonly shortcode: string;
  readonly till: string | null;
  readonly amountCents: number;
  /** Twelve digits. */
  readonly phone: string;
  readonly reference: string | null;
}

export function toC2bRegisterBody(request: RegistrationRequest): C2bRegisterRequestBody {
  return {
    ShortCode: request.shortcode,
    ResponseType: request.responseType,
    ConfirmationURL: request.confirmationUrl,
    ValidationURL: request.validationUrl,
  };
}

/** What came of a registration, and the words it was told in. */
export function outcomeOfRegistration(answer: C2bRegisterAnswer) {
  return {
    outcome: answer.alreadyRegistered ? ('already-registered' as const) : ('registered' as const),
    answerCode: answer.ResponseCode,
    answerText: answer.ResponseDescription,
  };
}

export function toC2bSimulateBody(payment: PlayedPayment): C2bSimulateRequestBody {
  return {
    ShortCode: payment.till ?? payment.shortcode,
    CommandID: payment.type === 'till' ? 'CustomerBuyGoodsOnline' : 'CustomerPayBillOnline',
    Amount: centsToShillings(payment.amountCents),
    Msisdn: Number(payment.phone),
    BillRefNumber: payment.reference,
  };
}

export function nameFromSimulation(answer: C2bSimulateAnswer) {
  return { originatorConversationId: answer.OriginatorCoversationID };
}
