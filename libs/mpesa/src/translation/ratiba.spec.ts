import { describe, expect, it } from '@jest/globals';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseRatibaCallback } from '../daraja/contracts/ratiba.contract.js';
import { newStandingOrder } from '../payments/standing-order.js';
import { factFromRatibaCallback, toRatibaBody } from './ratiba.js';

const FIXTURES = join(import.meta.dirname, '../../../../test/fixtures/daraja');
const fixture = (name: string): Record<string, unknown> =>
  (JSON.parse(readFileSync(join(FIXTURES, `${name}.json`), 'utf8')) as { body: Record<string, unknown> })
    .body;

const seed = newStandingOrder({
  id: 'order-1',
  account: 'default',
  accountType: 'paybill',
  shortcode: '174379',
  till: null,
  phone: '254708374149',
  name: 'Rent Nov A1',
  amountCents: 450_000,
  reference: 'A1',
  description: 'Rent',
  frequency: 'monthly',
  startsOn: '2026-12-01',
  endsOn: '2027-12-01',
  metadata: null,
  liveKey: null,
  requestHash: 'hash',
  createdAt: 0,
  nextCheckAt: null,
});
const order = { ...seed, phone: '254708374149' };
const callbackUrl = 'https://pay.example.co.ke/ratiba';

describe('a standing order on the wire', () => {
  it('is the one that the portal prints', () => {
    expect(toRatibaBody(order, { variant: 'portal-2025', callbackUrl })).toEqual(fixture('ratiba-request'));
  });

  it('is paid to the till number, carries our id where there is a field for it, and is described by its name', () => {
    const till = { ...order, accountType: 'till', till: '300584', description: null } as const;
    expect(toRatibaBody(till, { variant: 'portal-2026', callbackUrl })).toMatchObject({
      BusinessShortCode: '300584',
      ReceiverPartyIdentifierType: '2',
      TransactionDesc: 'Rent Nov A1',
      CustomStoId: 'order-1',
      Frequency: '5',
    });
    const long = { ...order, name: 'Rent for November', description: null };
    expect(toRatibaBody(long, { variant: 'portal-2025', callbackUrl }).TransactionDesc).toHaveLength(13);
  });
});

describe('what came of a standing order', () => {
  const translate = (body: unknown) => {
    const parsed = parseRatibaCallback(body);
    if (parsed === null) throw new Error('the fixture is unreadable');
    return factFromRatibaCallback('order-1', parsed, 5);
  };

  it('is an agreement with code 0, in camel case', () => {
    expect(translate(fixture('ratiba-callback-created'))).toEqual({
      type: 'agreed',
      standingOrderId: 'order-1',
      at: 5,
      resultCode: '0',
      resultText: 'The service request is processed successfully',
      transactionId: 'UKL8F2IQMH',
      told: { responseRefId: '0acc0239-20fa-4a52-8b9d-9bd64c0465c3' },
    });
  });

  it('is a failure with any other, in Pascal case', () => {
    expect(translate(fixture('ratiba-callback-failed'))).toEqual({
      type: 'declined',
      standingOrderId: 'order-1',
      at: 5,
      failure: 'unreachable',
      resultCode: '1037',
      resultText: 'Error',
      told: { responseRefId: '4dd9b5d9-d738-42ba-9326-2cc99e966000' },
    });
    for (const [code, failure] of [
      ['1050', 'duplicate'],
      ['1051', 'invalid-request'],
      ['77777', 'unknown'],
    ]) {
      expect(translate({ ResponseHeader: { responseCode: code } })).toMatchObject({ failure });
    }
  });
});
