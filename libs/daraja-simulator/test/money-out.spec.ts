import { describe, expect, it } from '@jest/globals';
import { PHONE, type Reply } from './support/daraja-caller.js';
import { orgBodies, OTHER, parameters, PATHS, PAYBILL, results } from './support/org-bodies.js';
import { useStage } from './support/stage.js';

const stage = useStage();
const balance = (account: string) => stage.sim.ledger().balances[account];

async function send(path: keyof typeof PATHS, body: object): Promise<Reply> {
  const reply = await stage.daraja.post(PATHS[path], body);
  await stage.sim.settled();
  return reply;
}

const b2c = (changes: object = {}, path: 'b2c' | 'b2cV1' | 'pochi' = 'b2c') =>
  send(path, { ...orgBodies(stage).b2c, ...changes });
const b2b = (changes: object = {}) => send('b2b', { ...orgBodies(stage).b2b, ...changes });
const code = () => results(stage).at(-1)?.ResultCode;

describe('B2C', () => {
  it('v3 echoes the caller’s id, takes the money from Utility and reports every balance', async () => {
    const { status, body } = await b2c({ OriginatorConversationID: 'my-unique-id-0001' });
    expect(status).toBe(200);
    expect(body).toEqual({
      ConversationID: expect.stringMatching(/^AG_\d{8}_[0-9a-f]{20}$/),
      OriginatorConversationID: 'my-unique-id-0001',
      ResponseCode: '0',
      ResponseDescription: 'Accept the service request successfully.',
    });
    const [result] = results(stage);
    expect(result).toMatchObject({
      ResultType: 0,
      ResultCode: 0,
      OriginatorConversationID: 'my-unique-id-0001',
      ConversationID: body['ConversationID'],
      ReferenceData: { ReferenceItem: { Key: 'QueueTimeoutURL' } },
    });
    expect(parameters(result)).toEqual({
      TransactionAmount: 100,
      TransactionReceipt: result?.TransactionID,
      ReceiverPartyPublicName: `${PHONE} - JANE WANJIKU DOE`,
      TransactionCompletedDateTime: expect.stringMatching(/^\d\d\.\d\d\.\d{4} \d\d:\d\d:\d\d$/),
      B2CUtilityAccountAvailableFunds: 999_900,
      B2CWorkingAccountAvailableFunds: 5_000_000,
      B2CRecipientIsRegisteredCustomer: 'Y',
      B2CChargesPaidAccountAvailableFunds: -22.4,
    });
    expect(stage.host.at('/result')[0]?.text).toContain('"Value":999900.00}');
    expect(balance(`phone:${PHONE}`)).toBe(20_100_00);
    expect(balance(`shortcode:${PAYBILL}:charges`)).toBe(-22_40);
    expect(stage.sim.ledger().totals).toMatchObject({ net: 0, safaricom: 22_40 });
    expect(stage.sim.phone(PHONE).messages.at(-1)?.text).toContain('You have received Ksh100.00');
  });

  it('v1 ignores an id of the caller and gives one of the gateway', async () => {
    const { body } = await b2c({ OriginatorConversationID: 'mine' }, 'b2cV1');
    expect(body['OriginatorConversationID']).toMatch(/^[0-9a-f]{4}-/);
    expect(results(stage)[0]?.OriginatorConversationID).toBe(body['OriginatorConversationID']);
  });

  it('v3 refuses an OriginatorConversationID it has seen, and pays once', async () => {
    await b2c({ OriginatorConversationID: 'twice' });
    const again = await b2c({ OriginatorConversationID: 'twice' });
    expect([again.status, again.body['errorCode'], again.body['errorMessage']]).toEqual([
      500,
      '500.002.1001',
      'Duplicate OriginatorConversationID.',
    ]);
    expect(balance(`phone:${PHONE}`)).toBe(20_100_00);
  });

  it.each([
    ['too little', { Amount: 9 }, 2],
    ['too much', { Amount: 250_001 }, 3],
    ['more than Utility holds', { PartyA: '600000' }, 1],
    ['to a number that is not on M-Pesa', { PartyB: '254799999999' }, 2040],
    ['by an unknown operator', { InitiatorName: 'nobody' }, 2001],
    ['from a till', { PartyA: '300583' }, 2028],
  ])(
    'of %s is accepted and fails by its result, which has no parameters',
    async (_name, changes, expected) => {
      const before = stage.sim.ledger().entries.length;
      expect((await b2c(changes)).status).toBe(200);
      expect(code()).toBe(expected);
      expect(results(stage)[0]).not.toHaveProperty('ResultParameters');
      expect(results(stage)[0]?.TransactionID).not.toMatch(/0000000$/);
      expect(stage.sim.ledger().entries).toHaveLength(before);
    },
  );

  it('fails with 8 when the customer would hold more than 500,000', async () => {
    stage.sim.setPhone(PHONE, { balanceCents: 499_950_00 });
    await b2c();
    expect(code()).toBe(8);
  });

  it.each([
    [{ Remarks: 'x' }, 'Remarks'],
    [{ PartyB: '0712345678' }, 'PartyB'],
    [{ CommandID: 'Gift' }, 'CommandID'],
    [{ Amount: '10.5' }, 'Amount'],
    [{ Occasion: 'x'.repeat(101) }, 'Occassion'],
    [{ ResultURL: 'nowhere' }, 'ResultURL'],
  ])('with %j is refused for its %s', async (changes, field) => {
    const { status, body } = await b2c(changes);
    expect([status, body['errorCode'], body['errorMessage']]).toEqual([
      400,
      '400.002.02',
      `Bad Request - Invalid ${field}`,
    ]);
  });

  it('without URLs or an id is accepted and tells nobody, unless fields are strict', async () => {
    const bare = { ResultURL: undefined, QueueTimeOutURL: undefined };
    const { status, body } = await b2c(bare);
    expect(status).toBe(200);
    expect(body['OriginatorConversationID']).toMatch(/^[0-9a-f]{4}-[0-9a-f]{4}-/);
    expect(balance(`phone:${PHONE}`)).toBe(20_100_00);
    expect(stage.host.received).toHaveLength(0);
    stage.sim.configure({ strictFields: true });
    expect((await b2c(bare)).body['errorMessage']).toBe('Bad Request - Invalid OriginatorConversationID');
    expect((await b2c({ OriginatorConversationID: 'a' })).status).toBe(200);
  });

  it('repeats a bad token in the words of its family', async () => {
    const reply = await stage.daraja.post(PATHS.b2c, {}, { authorization: 'Bearer stale' });
    expect([reply.status, reply.body['errorCode']]).toEqual([401, '401.002.01']);
    expect(reply.body['errorMessage']).toBe('Error Occurred - Invalid Access Token - stale');
  });
});

describe('Pochi', () => {
  it.each(['pochi', 'b2c'] as const)('is paid into the wallet by the path of %s', async (path) => {
    await b2c({ CommandID: 'BusinessPayToPochi' }, path);
    expect(code()).toBe(0);
    expect(balance(`phone:${PHONE}:pochi`)).toBe(100_00);
  });

  it('fails for a customer without a wallet', async () => {
    await stage.sim.reset({ seed: { phones: [{ msisdn: PHONE, pochi: false }] } });
    await stage.daraja.signIn();
    await b2c({ CommandID: 'BusinessPayToPochi' }, 'pochi');
    expect(code()).toBe(2040);
  });
});

describe('B2B', () => {
  it('pays a bill from Working and prints codes and amounts as texts', async () => {
    await b2b();
    const [result] = results(stage);
    expect(result).toMatchObject({ ResultType: '0', ResultCode: '0' });
    expect(parameters(result)).toMatchObject({
      DebitAccountBalance: '{Amount={CurrencyCode=KES, MinimumAmount=499981000, BasicAmount=4999810.00}}',
      Amount: '190.00',
      DebitPartyAffectedAccountBalance: 'Working Account|KES|4999810.00|4999810.00|0.00|0.00',
      DebitPartyCharges: '',
      ReceiverPartyPublicName: `${OTHER} - Test Pay Bill ${OTHER}`,
    });
    expect(result?.ReferenceData?.ReferenceItem).toEqual([
      { Key: 'BillReferenceNumber', Value: '19008' },
      { Key: 'QueueTimeoutURL', Value: expect.any(String) },
    ]);
    expect(balance(`shortcode:${OTHER}`)).toBe(1_000_190_00);
  });

  it.each([
    ['BusinessBuyGoods', { PartyB: '300584', RecieverIdentifierType: '2' }, `${PAYBILL}:working`, '300583'],
    ['BusinessPayToBulk', {}, `${PAYBILL}:working`, OTHER],
    ['BusinessTransferFromMMFToUtility', { PartyB: PAYBILL }, `${PAYBILL}:working`, PAYBILL],
    ['DisburseFundsToBusiness', {}, PAYBILL, `${OTHER}:working`],
    ['BusinessToBusinessTransfer', {}, `${PAYBILL}:working`, `${OTHER}:working`],
  ])('%s moves the money between the right accounts', async (CommandID, changes, from, to) => {
    await b2b({ CommandID, ...changes });
    expect(stage.sim.ledger().entries.at(-1)).toMatchObject({
      kind: 'b2b',
      debit: `shortcode:${from}`,
      credit: `shortcode:${to}`,
      cents: 190_00,
    });
  });

  it.each([
    ['to a shortcode that does not exist', { PartyB: '999999' }, 'SFC_IC0003'],
    ['a bill at a till', { PartyB: '300584' }, 'SFC_IC0003'],
    ['to itself', { PartyB: PAYBILL }, 2028],
    ['more than Working holds', { Amount: 5_000_001 }, 1],
    ['Utility to own Working', { CommandID: 'DisburseFundsToBusiness', PartyB: PAYBILL }, 21],
    ['by a command nobody remembers', { CommandID: 'CheckIdentity' }, 2028],
  ])('%s fails, with single objects and a generic id', async (_name, changes, expected) => {
    await b2b(changes);
    const [result] = results(stage);
    expect(result?.ResultCode).toBe(expected);
    expect(result?.TransactionID).toMatch(/^[A-Z]{2}[A-Z0-9]0000000$/);
    expect(result?.ResultParameters?.ResultParameter).toMatchObject({ Key: 'BOCompletedTime' });
  });

  it('takes both spellings of the receiver’s type unless fields are strict', async () => {
    const correct = { RecieverIdentifierType: undefined, ReceiverIdentifierType: 4 };
    expect((await b2b(correct)).status).toBe(200);
    stage.sim.configure({ strictFields: true });
    expect((await b2b(correct)).body['errorMessage']).toBe('Bad Request - Invalid RecieverIdentifierType');
  });

  it('of a bill needs an account of at most 13 characters', async () => {
    for (const AccountReference of [undefined, 'x'.repeat(14)]) {
      expect((await b2b({ AccountReference })).body['errorMessage']).toBe(
        'Bad Request - Invalid AccountReference',
      );
    }
  });
});

describe('tax', () => {
  it('goes from Working to the revenue authority and to nobody else', async () => {
    const { tax } = orgBodies(stage);
    await send('tax', tax);
    expect(code()).toBe('0');
    expect(balance('shortcode:572572')).toBe(190_00);
    const other = await send('tax', { ...tax, PartyB: OTHER });
    expect(other.body['errorMessage']).toBe('Bad Request - Invalid PartyB');
  });
});
