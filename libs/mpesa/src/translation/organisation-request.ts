import {
  KRA_SHORTCODE,
  type B2bCommand,
  type B2bRequestBody,
  type TaxRequestBody,
} from '../daraja/contracts/b2b.contract.js';
import type { B2bExpressRequestBody } from '../daraja/contracts/b2b-express.contract.js';
import type {
  B2cV1RequestBody,
  B2cV3RequestBody,
  PochiRequestBody,
} from '../daraja/contracts/b2c.contract.js';
import type { ReversalRequestBody } from '../daraja/contracts/reversal.contract.js';
import { IDENTIFIER_TYPES, type IdentifierType } from '../daraja/wire/identifier-types.js';
import type { Payment } from '../payments/payment.js';
import { centsToShillings, formatCents } from '../values/money.js';

/** Who signs a request of the organisation, and where its answers go. */
export interface SignedRequest {
  readonly initiator: string;
  readonly securityCredential: string;
  readonly resultUrl: string;
  readonly timeoutUrl: string;
}

/** Daraja's `CommandID` of a B2C payment: wages, a business's payment, or a promotion. */
export type B2cCommand = B2cV1RequestBody['CommandID'];

/** What a B2C payment says beyond what every payment says. */
export interface B2cInstruction {
  readonly command: B2cCommand;
  readonly occasion: string | null;
}

export interface B2bInstruction {
  readonly command: B2bCommand;
  readonly occasion: string | null;
  /** Twelve digits: on whose behalf. */
  readonly requester: string | null;
  readonly senderType: IdentifierType;
  readonly receiverType: IdentifierType;
}

export interface ReversalInstruction {
  /** The receipt to give back. */
  readonly receipt: string;
  readonly occasion: string | null;
  readonly receiverType: IdentifierType;
}

export interface B2bExpressInstruction {
  /** The vendor as the prompt shows it. */
  readonly partnerName: string;
}

export function toB2cV1Body(payment: Payment, request: SignedRequest): B2cV1RequestBody {
  const { command, occasion } = instructionOf<B2cInstruction>(payment);
  return { ...consumerBody(payment, request), CommandID: command, ...occassion(occasion) };
}

export function toB2cV3Body(payment: Payment, request: SignedRequest): B2cV3RequestBody {
  return { OriginatorConversationID: nameOf(payment), ...toB2cV1Body(payment, request) };
}

export function toPochiBody(payment: Payment, request: SignedRequest): PochiRequestBody {
  const { occasion } = instructionOf<Pick<B2cInstruction, 'occasion'>>(payment);
  return {
    OriginatorConversationID: nameOf(payment),
    ...consumerBody(payment, request),
    CommandID: 'BusinessPayToPochi',
    ...occassion(occasion),
  };
}

export function toB2bBody(payment: Payment, request: SignedRequest): B2bRequestBody {
  const { command, occasion, requester, senderType, receiverType } = instructionOf<B2bInstruction>(payment);
  return {
    Initiator: request.initiator,
    ...answersTo(payment, request),
    CommandID: command,
    SenderIdentifierType: IDENTIFIER_TYPES[senderType],
    RecieverIdentifierType: IDENTIFIER_TYPES[receiverType],
    Amount: centsToShillings(payment.amountCents),
    PartyA: payment.shortcode,
    PartyB: payment.party ?? '',
    AccountReference: payment.reference ?? '',
    ...(requester === null ? {} : { Requester: requester }),
    ...occassion(occasion),
  };
}

export function toTaxBody(payment: Payment, request: SignedRequest): TaxRequestBody {
  return {
    Initiator: request.initiator,
    ...answersTo(payment, request),
    CommandID: 'PayTaxToKRA',
    SenderIdentifierType: '4',
    RecieverIdentifierType: '4',
    Amount: centsToShillings(payment.amountCents),
    PartyA: payment.shortcode,
    PartyB: KRA_SHORTCODE,
    AccountReference: payment.reference ?? '',
  };
}

export function toReversalBody(payment: Payment, request: SignedRequest): ReversalRequestBody {
  const { receipt, occasion, receiverType } = instructionOf<ReversalInstruction>(payment);
  return {
    Initiator: request.initiator,
    ...answersTo(payment, request),
    CommandID: 'TransactionReversal',
    TransactionID: receipt,
    Amount: amountText(payment.amountCents),
    ReceiverParty: payment.shortcode,
    RecieverIdentifierType: IDENTIFIER_TYPES[receiverType],
    ...(occasion === null ? {} : { Occasion: occasion }),
  };
}

export function toB2bExpressBody(payment: Payment, callbackUrl: string): B2bExpressRequestBody {
  return {
    primaryShortCode: payment.party ?? '',
    receiverShortCode: payment.shortcode,
    amount: String(centsToShillings(payment.amountCents)),
    paymentRef: payment.reference ?? '',
    callbackUrl,
    partnerName: instructionOf<B2bExpressInstruction>(payment).partnerName,
    RequestRefID: nameOf(payment),
  };
}

function consumerBody(payment: Payment, request: SignedRequest) {
  return {
    InitiatorName: request.initiator,
    ...answersTo(payment, request),
    Amount: centsToShillings(payment.amountCents),
    PartyA: payment.shortcode,
    PartyB: payment.phone ?? '',
  };
}

function answersTo({ description }: Payment, { securityCredential, resultUrl, timeoutUrl }: SignedRequest) {
  return {
    SecurityCredential: securityCredential,
    Remarks: description ?? 'Payment',
    QueueTimeOutURL: timeoutUrl,
    ResultURL: resultUrl,
  };
}

/** Misspelt where the other products have one s. */
function occassion(text: string | null): { Occassion?: string } {
  return text === null ? {} : { Occassion: text };
}

/** Whole shillings as a number, like everywhere else; cents only where there are any. */
function amountText(cents: number): number | string {
  return cents % 100 === 0 ? centsToShillings(cents) : formatCents(cents);
}

function nameOf({ originatorConversationId, id }: Payment): string {
  return originatorConversationId ?? id;
}

function instructionOf<T extends object>({ instruction }: Payment): T {
  return instruction as unknown as T;
}
