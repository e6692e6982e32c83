import { describe, expect, it } from '@jest/globals';
import type { PhoneSeed, SimulatorOptions } from 'daraja-simulator';
import {
  IdValidationService,
  OrganisationInfoService,
  RecipientNameService,
  SubscriberService,
} from 'nestjs-mpesa';
import { testApp, testSimulator, type TestApp } from '../../support/test-app.js';

const JANE = '254712345678';
const PETER = '254722000000';
const NOBODY = '254799999999';
const jane: PhoneSeed = {
  msisdn: JANE,
  name: 'JANE WANJIKU DOE',
  registeredOn: '2022-03-01',
  lastSwapAt: '2026-05-01T09:30',
  idType: '01',
  idNumber: '12345678',
};
const peter: PhoneSeed = { msisdn: PETER, name: 'PETER OTIENO' };
const nairobi = (year: number, month: number, day: number, hour = 0, minute = 0): number =>
  Date.UTC(year, month - 1, day, hour - 3, minute);

async function start(world: SimulatorOptions = {}): Promise<TestApp> {
  const sim = await testSimulator({ seed: { phones: [jane, peter] }, ...world });
  return testApp().withSimulator(sim).jobs(false).start();
}

describe('who owns a number', () => {
  it('is told of pay bills and tills', async () => {
    const { app } = await start();
    const organisations = app.get(OrganisationInfoService);
    expect(await organisations.find({ type: 'paybill', number: '600000' })).toMatchObject({
      name: 'Test Pay Bill 600000',
      number: '600000',
      chargeProfileId: '20013',
    });
    const till = await organisations.find({ type: 'till', number: '300584' });
    expect(till.name).toBe('Mama Njeri Groceries');
  });

  it('is not told of an organisation that is not there', async () => {
    const { app } = await start();
    const asked = app.get(OrganisationInfoService).find({ type: 'paybill', number: '999999' });
    await expect(asked).rejects.toMatchObject({ code: 'daraja-rejected', product: 'organisation-info' });
  });

  it('is told of recipients, half starred out', async () => {
    const { app } = await start();
    const names = app.get(RecipientNameService);
    expect(await names.find({ phone: '0712 345 678' })).toMatchObject({
      phone: JANE,
      name: 'JANE W****** D******',
      firstName: 'JANE',
    });
    expect(await names.find({ phone: PETER })).toMatchObject({ name: 'PETER O******', middleName: null });
    await expect(names.find({ phone: NOBODY })).rejects.toMatchObject({ code: 'daraja-rejected' });
  });

  it('is checked against a document', async () => {
    const { app, sim } = await start();
    const documents = app.get(IdValidationService);
    const right = await documents.validate({ phone: JANE, idType: 'national', idNumber: '12345678' });
    expect(right).toMatchObject({ matches: true, message: 'Details match' });
    const wrong = await documents.validate({ phone: JANE, idType: 'passport', idNumber: '12345678' });
    expect(wrong).toMatchObject({ matches: false, message: 'Details do not match' });
    expect(wrong.requestId).not.toBe(right.requestId);
    expect(sim.requests().filter(({ op }) => op === 'id-validation')).toHaveLength(2);
  });
});

describe('a document', () => {
  it('that Safaricom could not check is an error that may be asked again, and no answer', async () => {
    const { app, sim } = await start();
    sim.addFault({ op: 'id-validation', fault: 'http-503' });
    const asked = app
      .get(IdValidationService)
      .validate({ phone: JANE, idType: 'national', idNumber: '12345678' });
    await expect(asked).rejects.toMatchObject({ retryable: true, moneyMayHaveMoved: false });
  });
});

describe('a SIM', () => {
  it.each(['v1', 'v2'] as const)('has a hashed identity, by %s', async (version) => {
    const { app } = await start();
    expect(await app.get(SubscriberService).imsi({ phone: JANE, version })).toMatchObject({
      phone: JANE,
      imsiHash: expect.stringMatching(/^[0-9a-f]{64}$/),
      lastSwapAt: nairobi(2026, 5, 1),
      registeredAt: nairobi(2022, 3, 1),
    });
  });

  it.each(['v1', 'v2'] as const)('of nobody has no identity, by %s', async (version) => {
    const { app, sim } = await start();
    const asked = app.get(SubscriberService).imsi({ phone: NOBODY, version });
    await expect(asked).rejects.toMatchObject({ code: 'daraja-rejected', product: 'imsi' });
    expect(
      sim.requests().filter(({ op }) => op === (version === 'v1' ? 'imsi' : 'imsi-lookup')),
    ).toHaveLength(1);
  });

  it('was swapped at a time, or not lately', async () => {
    const { app } = await start();
    const subscribers = app.get(SubscriberService);
    expect(await subscribers.simSwap({ phone: JANE })).toMatchObject({
      lastSwapAt: nairobi(2026, 5, 1, 9, 30),
    });
    expect(await subscribers.simSwap({ phone: PETER })).toMatchObject({ lastSwapAt: null });
  });

  it('is as old as its registration, and unknown to Safaricom when it is of nobody', async () => {
    const { app } = await start();
    const subscribers = app.get(SubscriberService);
    expect(await subscribers.ageOnNetwork({ phone: JANE })).toMatchObject({
      registeredAt: nairobi(2022, 3, 1),
    });
    await expect(subscribers.ageOnNetwork({ phone: NOBODY })).rejects.toMatchObject({
      code: 'daraja-rejected',
      errorCode: '404',
      httpStatus: 400,
    });
    await expect(subscribers.simSwap({ phone: NOBODY })).rejects.toMatchObject({ code: 'daraja-rejected' });
  });
});

describe('a question', () => {
  it('that bad input makes senseless is never sent, not even for a token', async () => {
    const { app, sim } = await start();
    const refused = { code: 'invalid-request' };
    await expect(app.get(SubscriberService).simSwap({ phone: '12' })).rejects.toMatchObject(refused);
    await expect(app.get(RecipientNameService).find({ phone: '' })).rejects.toMatchObject(refused);
    const documents = app.get(IdValidationService);
    const noDocument = documents.validate({ phone: JANE, idType: 'national', idNumber: '' });
    await expect(noDocument).rejects.toMatchObject({ ...refused, field: 'idNumber' });
    const noNumber = app.get(OrganisationInfoService).find({ type: 'till', number: 'Duka' });
    await expect(noNumber).rejects.toMatchObject({ ...refused, field: 'number' });
    expect(sim.requests()).toEqual([]);
  });

  it('outside the products of the Daraja app is refused', async () => {
    const apps = [
      { consumerKey: 'sandbox-key', consumerSecret: 'sandbox-secret', products: ['stkpush' as const] },
    ];
    const { app } = await start({ seed: { apps, phones: [jane] } });
    await expect(app.get(SubscriberService).simSwap({ phone: JANE })).rejects.toMatchObject({
      code: 'daraja-rejected',
      errorMessage: expect.stringMatching(/apiproduct/i),
    });
  });

  it('is asked again under a new token, and once more after a broken connection', async () => {
    const { app, sim } = await start();
    const subscribers = app.get(SubscriberService);
    sim.addFault({ op: 'sim-swap', fault: 'token-expired', count: 1 });
    expect(await subscribers.simSwap({ phone: PETER })).toMatchObject({ lastSwapAt: null });
    sim.addFault({ op: 'sim-swap', fault: 'ack-lost', count: 1 });
    expect(await subscribers.simSwap({ phone: JANE })).toMatchObject({
      lastSwapAt: nairobi(2026, 5, 1, 9, 30),
    });
    expect(sim.requests().filter(({ op }) => op === 'sim-swap')).toHaveLength(4);
  });

  it('that only the edge answers is an error that may be asked again', async () => {
    const { app, sim } = await start();
    sim.addFault({ op: 'age-on-network', fault: 'http-503' });
    const asked = app.get(SubscriberService).ageOnNetwork({ phone: JANE });
    await expect(asked).rejects.toMatchObject({ retryable: true, moneyMayHaveMoved: false });
  });
});
