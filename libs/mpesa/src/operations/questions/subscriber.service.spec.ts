import { describe, expect, it } from '@jest/globals';
import { questionFixture } from '../../testing/in-memory/question-fixture.js';
import { SubscriberService, type ImsiRequest } from './subscriber.service.js';

const PHONE = '254722000000';
const KNOWN = {
  requestRefID: 'ref-1',
  responseCode: '200',
  imsi: 'fb8a7c5c',
  lastSwapDate: '01-05-2026',
  msisdnRegistrationDate: '01-03-2022',
};
const nairobi = (year: number, month: number, day: number, hour = 0): number =>
  Date.UTC(year, month - 1, day, hour - 3);

function fixture(answer: object = {}, status = 200) {
  const it = questionFixture();
  it.answers({ ...KNOWN, ...answer }, status);
  return { ...it, service: new SubscriberService(it.deps) };
}

describe('a number', () => {
  it.each([
    [undefined, '/imsi/v1/checkATI'],
    ['v1', '/imsi/v1/checkATI'],
    ['v2', '/imsi-lookup/v1/checkATI'],
  ] as const)('has a SIM, by version %s', async (version, path) => {
    const { service, daraja } = fixture();
    expect(await service.imsi({ phone: '0722 000 000', version })).toEqual({
      phone: PHONE,
      imsiHash: 'fb8a7c5c',
      lastSwapAt: nairobi(2026, 5, 1),
      registeredAt: nairobi(2022, 3, 1),
      requestId: 'ref-1',
    });
    expect(daraja.sent).toEqual([{ path, body: { customerNumber: PHONE } }]);
  });

  it('has fields that are null where version 2 does not tell them', async () => {
    const it = questionFixture();
    it.answers({ responseCode: '200' });
    expect(await new SubscriberService(it.deps).imsi({ phone: PHONE, version: 'v2' })).toEqual({
      phone: PHONE,
      imsiHash: null,
      lastSwapAt: null,
      registeredAt: null,
      requestId: null,
    });
  });

  it('was swapped at a time of day', async () => {
    const { service, daraja } = fixture({ lastSwapDate: '20-11-2026 09:00' });
    expect(await service.simSwap({ phone: PHONE })).toEqual({
      phone: PHONE,
      lastSwapAt: nairobi(2026, 11, 20, 9),
      requestId: 'ref-1',
    });
    expect(daraja.sent).toMatchObject([{ path: '/imsi/v2/checkATI' }]);
  });

  it('that was not swapped in three months has no such time', async () => {
    const { service } = fixture({ lastSwapDate: '01-01-1900 00:00' });
    expect(await service.simSwap({ phone: PHONE })).toMatchObject({ lastSwapAt: null });
  });

  it('of which nothing readable is said is never taken for one that was not swapped', async () => {
    const { service } = fixture({ lastSwapDate: '' });
    await expect(service.simSwap({ phone: PHONE })).rejects.toMatchObject({ code: 'daraja-response' });
  });

  it('is as old as its registration', async () => {
    const { service, daraja } = fixture();
    expect(await service.ageOnNetwork({ phone: PHONE })).toEqual({
      phone: PHONE,
      registeredAt: nairobi(2022, 3, 1),
      requestId: 'ref-1',
    });
    expect(daraja.sent).toMatchObject([{ path: '/registration/lookup/v1/checkATI' }]);
  });

  it('that Safaricom does not know is refused with its code', async () => {
    const { service } = fixture({ responseCode: '404', responseDesc: 'Not found' }, 400);
    await expect(service.ageOnNetwork({ phone: PHONE })).rejects.toMatchObject({
      code: 'daraja-rejected',
      errorCode: '404',
      product: 'age-on-network',
    });
  });

  it.each<[string, object, string]>([
    ['of another country', { phone: '+255712345678' }, 'phone'],
    ['of an account that is not there', { account: 'nobody' }, 'account'],
  ])('%s is not asked about', async (_, over, field) => {
    const { service, daraja } = fixture();
    const request = { phone: PHONE, ...over };
    const refusal = { code: 'invalid-request', field };
    await expect(service.imsi(request)).rejects.toMatchObject(refusal);
    await expect(service.simSwap(request)).rejects.toMatchObject(refusal);
    await expect(service.ageOnNetwork(request)).rejects.toMatchObject(refusal);
    expect(daraja.sent).toEqual([]);
  });

  it('is not asked about in a version that is not there', async () => {
    const request = { phone: PHONE, version: 'v3' } as unknown as ImsiRequest;
    await expect(fixture().service.imsi(request)).rejects.toMatchObject({ field: 'version' });
  });
});
