/* oxlint-disable unicorn/no-thenable -- `then` is a key of the fault rule */
import { describe, expect, it } from '@jest/globals';
import type { ResultOp } from '../src/faults/fault-rule.js';
import { PHONE } from './support/daraja-caller.js';
import { orgBodies, OTHER, parameters, PATHS, PAYBILL, results } from './support/org-bodies.js';
import { useStage } from './support/stage.js';

const stage = useStage();

async function ask(op: ResultOp, changes: object = {}): Promise<string> {
  const bodies = orgBodies(stage);
  const body = op === 'pochi' ? { ...bodies.b2c, CommandID: 'BusinessPayToPochi' } : bodies[op];
  const reply = await stage.daraja.post(PATHS[op], { ...body, ...changes });
  expect(reply.status).toBe(200);
  await stage.sim.settled();
  return String(reply.body['OriginatorConversationID']);
}

const last = () => results(stage).at(-1);

async function paid(amount = 10): Promise<string> {
  const { receipt } = await stage.sim.pay(PHONE, { shortcode: PAYBILL, account: 'INV-77', amount });
  return String(receipt);
}

describe('a reversal', () => {
  it('does not refund what Safaricom charged the organisation', async () => {
    const initiators = [{ name: 'testapi', password: 'Safaricom999!*!' }];
    const chargeCents = { c2b: 5_00 };
    const shortcodes = [{ number: PAYBILL, type: 'paybill' as const, initiators, chargeCents }];
    await stage.sim.reset({ seed: { shortcodes } });
    await stage.daraja.signIn();
    await ask('reversal', { TransactionID: await paid() });
    expect(last()?.ResultCode).toBe(0);
    expect(stage.sim.shortcode(PAYBILL)).toMatchObject({ balanceCents: 0, chargesCents: -5_00 });
    expect(stage.sim.phone(PHONE).balanceCents).toBe(20_000_00);
    expect(stage.sim.ledger().totals).toMatchObject({ net: 0, safaricom: 5_00 });
  });

  it('gives the payment back and tells both parties by name', async () => {
    const TransactionID = await paid();
    await ask('reversal', { TransactionID });
    expect(last()).toMatchObject({
      ResultCode: 0,
      TransactionID: expect.not.stringContaining(TransactionID),
    });
    expect(parameters(last())).toMatchObject({
      DebitAccountBalance: 'Utility Account|KES|1000000.00|1000000.00|0.00|0.00',
      Amount: 10,
      OriginalTransactionID: TransactionID,
      Charge: 0,
      CreditPartyPublicName: `${PHONE} - JANE WANJIKU DOE`,
      DebitPartyPublicName: `${PAYBILL} - Test Pay Bill ${PAYBILL}`,
    });
    expect(stage.sim.phone(PHONE).balanceCents).toBe(20_000_00);
  });

  it('may be in parts, to the cent, and never of more than was paid', async () => {
    const TransactionID = await paid();
    await ask('reversal', { TransactionID, Amount: '4.50' });
    await ask('reversal', { TransactionID, Amount: 5.51 });
    await ask('reversal', { TransactionID, Amount: 5.5 });
    await ask('reversal', { TransactionID, Amount: 1 });
    expect(results(stage).map(({ ResultCode }) => ResultCode)).toEqual([0, 25, 0, 'R000001']);
    expect(stage.sim.phone(PHONE).balanceCents).toBe(20_000_00);
  });

  it('of an unknown, a foreign or an outgoing payment is R000002', async () => {
    const TransactionID = await paid();
    await ask('reversal', { TransactionID, ReceiverParty: OTHER });
    await ask('reversal', { TransactionID: 'UKL0000001' });
    await ask('b2c');
    await ask('reversal', { TransactionID: last()?.TransactionID, Amount: 100 });
    expect(results(stage).map(({ ResultCode }) => ResultCode)).toEqual(['R000002', 'R000002', 0, 'R000002']);
    expect(last()?.TransactionID).toMatch(/0000000$/);
    expect(last()).not.toHaveProperty('ResultParameters');
  });

  it('fails when the organisation is short of it, or the payer would hold too much', async () => {
    const TransactionID = await paid();
    stage.sim.setShortcode(PAYBILL, { balanceCents: 5_00 });
    await ask('reversal', { TransactionID });
    stage.sim.setShortcode(PAYBILL, { balanceCents: 500_00 });
    stage.sim.setPhone(PHONE, { balanceCents: 500_000_00 });
    await ask('reversal', { TransactionID });
    expect(results(stage).map(({ ResultCode }) => ResultCode)).toEqual([1, 8]);
  });

  it.each([
    ['authorise', 0, 20_000_00],
    ['decline', 1032, 19_990_00],
  ] as const)('that waits is pending for hours until somebody says %s', async (action, code, balance) => {
    stage.sim.configure({ reversals: 'authorised' });
    const OriginalConversationID = await ask('reversal', { TransactionID: await paid() });
    await stage.sim.advance(6 * 3_600_000);
    await stage.daraja.signIn();
    expect(results(stage)).toHaveLength(0);
    await ask('status', { OriginalConversationID });
    expect(parameters(last())['TransactionStatus']).toBe('Pending Authorized');
    const [waiting] = stage.sim.pendingReversals();
    const reply = await stage.daraja.post(`/sim/reversals/${waiting?.conversationId}`, { action });
    expect(reply.status).toBe(200);
    expect(last()?.ResultCode).toBe(code);
    expect(stage.sim.phone(PHONE).balanceCents).toBe(balance);
    expect(stage.sim.pendingReversals()).toEqual([]);
  });
});

describe('a transaction status', () => {
  it('by receipt tells the payer in the clear, in the keys of the capture', async () => {
    const TransactionID = await paid();
    await ask('status', { TransactionID, Occasion: 'my occasion' });
    expect(last()).toMatchObject({ ResultCode: 0, TransactionID: expect.stringMatching(/0000000$/) });
    expect(last()?.ReferenceData?.ReferenceItem).toEqual({ Key: 'Occasion', Value: 'my occasion' });
    const told = parameters(last());
    expect(told).toMatchObject({
      DebitPartyName: `${PHONE} - JANE WANJIKU DOE`,
      TransactionStatus: 'Completed',
      Amount: 10,
      ReceiptNo: TransactionID,
      CreditPartyCharges: null,
      InitiatedTime: expect.any(Number),
    });
    expect(String(told['CreditPartyName'])).toMatch(/^600996 - Test Pay Bill 600996 +$/);
    expect(stage.host.at('/result')[0]?.text).toContain('"Value":10.0}');
  });

  it('by originator id tells the receipt and charge of a B2C nobody heard of', async () => {
    stage.sim.addFault({ op: 'b2c-result', fault: 'callback-lost' });
    const OriginalConversationID = await ask('b2c');
    await ask('status', { OriginalConversationID });
    expect(parameters(last())).toMatchObject({
      TransactionStatus: 'Completed',
      ReceiptNo: stage.sim.ledger().entries.findLast(({ kind }) => kind === 'b2c')?.receipt,
      DebitPartyCharges: 'Fee For B2C Payment|KES|22.40',
      OriginatorConversationID: OriginalConversationID,
    });
  });

  it('of a failed request is Declined, of an expired one Expired', async () => {
    await ask('status', { OriginalConversationID: await ask('b2c', { Amount: 9 }) });
    expect(parameters(last())).toMatchObject({ TransactionStatus: 'Declined' });
    stage.sim.addFault({ op: 'b2c', fault: 'queue-timeout' });
    await ask('status', { OriginalConversationID: await ask('b2c') });
    expect(parameters(last())).toMatchObject({ TransactionStatus: 'Expired' });
  });

  it('of a foreign or unknown transaction is R000002', async () => {
    const { receipt } = await stage.sim.pay(PHONE, { shortcode: OTHER, account: 'A', amount: 1 });
    await ask('status', { TransactionID: receipt });
    await ask('status', { OriginalConversationID: 'no-such', Occasion: 'my occasion' });
    expect(last()?.ReferenceData?.ReferenceItem).toEqual({ Key: 'Occasion', Value: 'my occasion' });
    expect(results(stage).map(({ ResultCode }) => ResultCode)).toEqual(['R000002', 'R000002']);
  });

  it('needs a receipt or an originator id', async () => {
    const reply = await stage.daraja.post(PATHS.status, orgBodies(stage).status);
    expect(reply.body['errorMessage']).toBe('Bad Request - Invalid TransactionID');
  });

  it.each([
    ['portal', 'FinalisedTime', '"Key":"DebitPartyName","Value":"600996'],
    ['spaced', 'Finalized Time', '"Key":"Conversation ID"'],
  ] as const)('is also spelt as in the %s', async (statusKeys, key, text) => {
    stage.sim.configure({ statusKeys });
    await ask('status', { TransactionID: await paid() });
    expect(Object.keys(parameters(last()))).toContain(key);
    expect(stage.host.at('/result')[0]?.text).toContain(text);
  });
});

describe('an account balance', () => {
  it('is one text with every account of the organisation', async () => {
    await ask('b2c');
    await ask('balance');
    expect(last()).toMatchObject({ ResultType: '0', ResultCode: '0' });
    expect(parameters(last())['AccountBalance']).toBe(
      'Working Account|KES|5000000.00|5000000.00|0.00|0.00&Float Account|KES|0.00|0.00|0.00|0.00&' +
        'Utility Account|KES|999900.00|999900.00|0.00|0.00&Charges Paid Account|KES|-22.40|-22.40|0.00|0.00&' +
        'Organization Settlement Account|KES|0.00|0.00|0.00|0.00',
    );
  });

  it('of a till names the Merchant account', async () => {
    await ask('balance', { PartyA: '300583', IdentifierType: '2' });
    expect(parameters(last())['AccountBalance']).toContain('Merchant Account|KES|0.00');
  });
});

const OPS = ['b2c', 'pochi', 'b2b', 'tax', 'reversal', 'status', 'balance'] as const;

describe('a queue timeout', () => {
  it.each(OPS)('of %s goes to its own URL, and the request is not processed', async (op) => {
    const before = stage.sim.ledger().entries.length;
    stage.sim.addFault({ op, fault: 'queue-timeout' });
    const id = await ask(op, op === 'reversal' || op === 'status' ? { TransactionID: 'UKL1234567' } : {});
    expect(results(stage)).toHaveLength(0);
    expect(results(stage, '/timeout')).toEqual([
      {
        ResultType: 1,
        ResultCode: 1,
        ResultDesc: 'The request timed out in the queue.',
        OriginatorConversationID: id,
        ConversationID: expect.any(String),
        TransactionID: expect.stringMatching(/0000000$/),
      },
    ]);
    expect(stage.sim.ledger().entries).toHaveLength(before);
  });

  it('may be followed by the result after all, as late as told', async () => {
    stage.sim.addFault({ op: 'b2c', fault: 'queue-timeout', then: 'result', ms: 60_000 });
    await ask('b2c');
    expect(results(stage)).toHaveLength(0);
    await stage.sim.advance(60_000);
    expect(last()?.ResultCode).toBe(0);
  });

  it('may hide a payment that was made', async () => {
    stage.sim.addFault({ op: 'b2c', fault: 'queue-timeout', then: 'silence' });
    await ask('b2c');
    expect(results(stage)).toHaveLength(0);
    expect(stage.sim.phone(PHONE).balanceCents).toBe(20_100_00);
  });
});

describe('the spelling of a result', () => {
  it('can be all texts, all numbers, all arrays, or objects wherever there is one item', async () => {
    stage.sim.configure({ resultCodes: 'strings', resultLists: 'arrays' });
    await ask('b2c');
    expect(last()).toMatchObject({ ResultType: '0', ResultCode: '0' });
    expect(last()?.ReferenceData?.ReferenceItem).toEqual([
      expect.objectContaining({ Key: 'QueueTimeoutURL' }),
    ]);
    stage.sim.configure({ resultCodes: 'numbers', resultLists: 'objects' });
    await ask('balance');
    expect(last()).toMatchObject({ ResultType: 0, ResultCode: 0 });
    expect(last()?.ReferenceData?.ReferenceItem).toMatchObject({ Key: 'QueueTimeoutURL' });
  });

  it('of a key without a value can be chosen', async () => {
    const charges = () =>
      (last()?.ResultParameters?.ResultParameter as { Key: string }[] | undefined)?.find(
        ({ Key }) => Key === 'DebitPartyCharges',
      );
    await ask('b2b');
    expect(charges()).toEqual({ Key: 'DebitPartyCharges', Value: '' });
    stage.sim.configure({ emptyValues: 'omitted' });
    await ask('b2b');
    expect(charges()).toEqual({ Key: 'DebitPartyCharges' });
  });
});

describe('a result and its acknowledgement', () => {
  it('come in that order when the fault says so, and the acknowledgement may be lost', async () => {
    stage.sim.addFault({ op: 'b2c', fault: 'callback-before-ack', count: 1 });
    await stage.daraja.post(PATHS.b2c, orgBodies(stage).b2c);
    expect(results(stage)).toHaveLength(1);
    stage.sim.addFault({ op: 'b2c', fault: 'ack-lost', count: 1 });
    await expect(stage.daraja.post(PATHS.b2c, orgBodies(stage).b2c)).rejects.toThrow();
    await stage.sim.settled();
    expect(results(stage)).toHaveLength(2);
  });
});
