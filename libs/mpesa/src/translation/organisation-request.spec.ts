import { describe, expect, it } from '@jest/globals';
import { newPayment, type Payment } from '../payments/payment.js';
import { NOON } from '../testing/in-memory/sample-payments.js';
import {
  toB2bBody,
  toB2bExpressBody,
  toB2cV1Body,
  toB2cV3Body,
  toPochiBody,
  toTaxBody,
  type SignedRequest,
} from './organisation-request.js';

const SIGNED: SignedRequest = {
  initiator: 'apiop37',
  securityCredential: 'c2VjcmV0',
  resultUrl: 'https://pay.example.co.ke/result',
  timeoutUrl: 'https://pay.example.co.ke/timeout',
};

const ANSWERS = {
  SecurityCredential: 'c2VjcmV0',
  Remarks: 'November',
  QueueTimeOutURL: 'https://pay.example.co.ke/timeout',
  ResultURL: 'https://pay.example.co.ke/result',
};

function payment(over: Partial<Payment>): Payment {
  return newPayment({
    id: 'payment-1',
    kind: 'b2c',
    direction: 'out',
    account: 'default',
    accountType: 'paybill',
    shortcode: '600996',
    till: null,
    amountCents: 1_500_00,
    description: 'November',
    createdAt: NOON,
    ...over,
  });
}

const wage = (over: Partial<Payment> = {}) =>
  payment({
    phone: '254712345678',
    originatorConversationId: 'payment-1',
    instruction: { command: 'SalaryPayment', occasion: 'Payday' },
    ...over,
  });

describe('a B2C request', () => {
  const v1 = {
    ...ANSWERS,
    InitiatorName: 'apiop37',
    CommandID: 'SalaryPayment',
    Amount: 1_500,
    PartyA: '600996',
    PartyB: '254712345678',
    Occassion: 'Payday',
  };

  it('of v1 has no name of ours, InitiatorName and the misspelt Occassion', () => {
    expect(toB2cV1Body(wage(), SIGNED)).toEqual(v1);
  });

  it('of v3 is the same under a name of ours', () => {
    expect(toB2cV3Body(wage(), SIGNED)).toEqual({ ...v1, OriginatorConversationID: 'payment-1' });
    const chosen = wage({ originatorConversationId: 'WAGE-2026-11' });
    expect(toB2cV3Body(chosen, SIGNED).OriginatorConversationID).toBe('WAGE-2026-11');
  });

  it('leaves out an occasion that was not given, and never its remarks', () => {
    const body = toB2cV1Body(
      wage({ description: null, instruction: { command: 'BusinessPayment', occasion: null } }),
      SIGNED,
    );
    expect(body).not.toHaveProperty('Occassion');
    expect(body.Remarks).toBe('Payment');
  });

  it('to a Pochi has a command of its own', () => {
    const body = toPochiBody(wage({ kind: 'pochi', instruction: { occasion: null } }), SIGNED);
    expect(body).toMatchObject({ CommandID: 'BusinessPayToPochi', OriginatorConversationID: 'payment-1' });
  });
});

describe('a B2B request', () => {
  const rent = (over: object = {}) =>
    payment({
      kind: 'b2b',
      party: '600979',
      reference: 'HOUSE-4',
      instruction: {
        command: 'BusinessPayBill',
        occasion: null,
        requester: null,
        senderType: 'shortcode',
        receiverType: 'shortcode',
        ...over,
      },
    });

  it('has Initiator, and the misspelt RecieverIdentifierType', () => {
    expect(toB2bBody(rent(), SIGNED)).toEqual({
      ...ANSWERS,
      Initiator: 'apiop37',
      CommandID: 'BusinessPayBill',
      SenderIdentifierType: '4',
      RecieverIdentifierType: '4',
      Amount: 1_500,
      PartyA: '600996',
      PartyB: '600979',
      AccountReference: 'HOUSE-4',
    });
  });

  it('carries other identifier types, the requester and the occasion where they are given', () => {
    const over = {
      senderType: 'msisdn',
      receiverType: 'till',
      requester: '254722000000',
      occasion: 'Rent',
    };
    expect(toB2bBody(rent(over), SIGNED)).toMatchObject({
      SenderIdentifierType: '1',
      RecieverIdentifierType: '2',
      Requester: '254722000000',
      Occassion: 'Rent',
    });
  });

  it('of tax goes to KRA with the PRN', () => {
    expect(toTaxBody(payment({ kind: 'tax', reference: 'PRN1234' }), SIGNED)).toEqual({
      ...ANSWERS,
      Initiator: 'apiop37',
      CommandID: 'PayTaxToKRA',
      SenderIdentifierType: '4',
      RecieverIdentifierType: '4',
      Amount: 1_500,
      PartyA: '600996',
      PartyB: '572572',
      AccountReference: 'PRN1234',
    });
  });
});

describe('a B2B Express request', () => {
  it('names the till that pays first, in lower camel case, with the amount as text', () => {
    const asked = payment({
      kind: 'b2b-express',
      direction: 'in',
      party: '300584',
      reference: 'INV-77',
      originatorConversationId: 'payment-1',
      instruction: { partnerName: 'Duka la Njeri' },
    });
    expect(toB2bExpressBody(asked, 'https://pay.example.co.ke/till')).toEqual({
      primaryShortCode: '300584',
      receiverShortCode: '600996',
      amount: '1500',
      paymentRef: 'INV-77',
      callbackUrl: 'https://pay.example.co.ke/till',
      partnerName: 'Duka la Njeri',
      RequestRefID: 'payment-1',
    });
  });
});
