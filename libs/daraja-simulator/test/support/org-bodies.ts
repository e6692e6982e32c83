import { constants, publicEncrypt } from 'node:crypto';
import type { Stage } from './stage.js';
import { PHONE } from './daraja-caller.js';

export const PAYBILL = '600996';
export const OTHER = '600997';
export const TILL = '300584';

/** A SecurityCredential as a client makes it (DARAJA-FACTS 6.1), with Node's own crypto. */
export function sealed(certificate: string, password = 'Safaricom999!*!'): string {
  const key = { key: certificate, padding: constants.RSA_PKCS1_PADDING };
  return publicEncrypt(key, Buffer.from(password)).toString('base64');
}

/** Bodies of every request of an organisation, complete and correct. */
export function orgBodies({ sim, host }: Pick<Stage, 'sim' | 'host'>) {
  const told = { ResultURL: host.url('/result'), QueueTimeOutURL: host.url('/timeout') };
  const SecurityCredential = sealed(sim.certificate);
  const asks = { Initiator: 'testapi', SecurityCredential, Remarks: 'ok', ...told };
  const b2c = {
    InitiatorName: 'testapi',
    SecurityCredential,
    CommandID: 'BusinessPayment',
    Amount: 100,
    PartyA: PAYBILL,
    PartyB: PHONE,
    Remarks: 'wages',
    ...told,
  };
  const b2b = {
    ...asks,
    CommandID: 'BusinessPayBill',
    SenderIdentifierType: '4',
    RecieverIdentifierType: '4',
    Amount: 190,
    PartyA: PAYBILL,
    PartyB: OTHER,
    AccountReference: '19008',
  };
  return {
    b2c,
    b2b,
    tax: { ...b2b, CommandID: 'PayTaxToKRA', PartyB: '572572', AccountReference: 'PRN1234567' },
    reversal: {
      ...asks,
      CommandID: 'TransactionReversal',
      TransactionID: '',
      Amount: '10',
      ReceiverParty: PAYBILL,
      RecieverIdentifierType: '11',
    },
    status: { ...asks, CommandID: 'TransactionStatusQuery', PartyA: PAYBILL, IdentifierType: '4' },
    balance: { ...asks, CommandID: 'AccountBalance', PartyA: PAYBILL, IdentifierType: '4' },
  };
}

export const PATHS = {
  b2c: '/mpesa/b2c/v3/paymentrequest',
  b2cV1: '/mpesa/b2c/v1/paymentrequest',
  pochi: '/mpesa/b2pochi/v1/paymentrequest',
  b2b: '/mpesa/b2b/v1/paymentrequest',
  tax: '/mpesa/b2b/v1/remittax',
  reversal: '/mpesa/reversal/v1/request',
  status: '/mpesa/transactionstatus/v1/query',
  balance: '/mpesa/accountbalance/v1/query',
} as const;

export interface WireResult {
  ResultType: number | string;
  ResultCode: number | string;
  ResultDesc: string;
  OriginatorConversationID: string;
  ConversationID: string;
  TransactionID: string;
  ResultParameters?: { ResultParameter: unknown };
  ReferenceData?: { ReferenceItem: unknown };
}

/** The results a host was sent, oldest first. */
export function results({ host }: Stage, path = '/result'): WireResult[] {
  return host.at(path).map(({ body }) => (body as { Result: WireResult }).Result);
}

/** A result's parameters by key; a key without a value is null. */
export function parameters(result: WireResult | undefined): Record<string, unknown> {
  const list = result?.ResultParameters?.ResultParameter;
  const items = (Array.isArray(list) ? list : [list]) as { Key: string; Value?: unknown }[];
  return Object.fromEntries(items.map(({ Key, Value }) => [Key, Value ?? null]));
}
