import { describe, expect, it } from '@jest/globals';
import { TransportError } from '../../daraja/wire/transport.js';
import { questionFixture } from '../../testing/in-memory/question-fixture.js';
import { BongaService, type BongaRedeemRequest, type BongaWorthRequest } from './bonga.service.js';

const header = {
  requestRefId: 'ref-1',
  responseCode: 200,
  responseMessage: 'Success',
  customerMessage: 'Done',
};
const redemption: BongaRedeemRequest = { phone: '0722 000 000', amount: 50, points: 250, reference: 'A1' };

function fixture(body: unknown = null, head: object = {}) {
  const it = questionFixture();
  it.answers({ header: { ...header, ...head }, body });
  return { ...it, service: new BongaService(it.deps) };
}

describe('points', () => {
  it.each([
    [undefined, '/v1/lipa/na/bonga/calculate-points'],
    ['calculator-points', '/v1/lipa/na/bonga/calculator-points'],
  ] as const)('are worth shillings, by the path %s', async (path, sent) => {
    const { service, daraja } = fixture({ amount: '8', points: '40', rate: '0.2' });
    expect(await service.worth({ points: 40, path })).toEqual({
      points: 40,
      amountCents: 800,
      rate: 0.2,
      requestId: 'ref-1',
    });
    expect(daraja.sent).toEqual([{ path: sent, body: { points: '40' } }]);
  });

  it('whose worth is not told have none', async () => {
    expect(await fixture({}).service.worth({ points: 40 })).toMatchObject({ amountCents: null, rate: null });
  });

  it('are taken at the pay bill, or at the till number', async () => {
    const { service, daraja } = fixture();
    expect(await service.redeem(redemption)).toEqual({ customerMessage: 'Done', requestId: 'ref-1' });
    await service.redeem({ ...redemption, account: 'kiosk', rate: 0.25 });
    const body = { msisdn: '254722000000', amount: 50, bongaPoints: 250, accountNumber: 'A1' };
    expect(daraja.sent.map((request) => request.body)).toEqual([
      { ...body, conversionRate: 0.2, shortCode: '600966' },
      { ...body, conversionRate: 0.25, shortCode: '5123456' },
    ]);
  });

  it('that are refused keep the code', async () => {
    const { service } = fixture(null, { responseCode: 6008, responseMessage: 'STK unavailable' });
    await expect(service.redeem(redemption)).rejects.toMatchObject({
      code: 'daraja-rejected',
      errorCode: '6008',
    });
  });

  it('are never asked for twice', async () => {
    const it = questionFixture();
    it.daraja.script.push(new TransportError('broken off', { sent: true }));
    await expect(new BongaService(it.deps).redeem(redemption)).rejects.toMatchObject({
      code: 'daraja-outcome-unknown',
    });
    expect(it.daraja.sent).toHaveLength(1);
  });

  it.each<[string, object, string]>([
    ['half a point', { points: 0.5 }, 'points'],
    ['no point', { points: 0 }, 'points'],
    ['cents', { amount: 1.5 }, 'amount'],
    ['more than a payment may be', { amount: 250_001 }, 'amount'],
    ['a rate below nothing', { rate: -1 }, 'rate'],
    ['no reference', { reference: ' ' }, 'reference'],
    ['a phone abroad', { phone: '+255712345678' }, 'phone'],
    ['an account that is not there', { account: 'nobody' }, 'account'],
  ])('%s is not asked for', async (_, over, field) => {
    const { service, daraja } = fixture();
    await expect(service.redeem({ ...redemption, ...over })).rejects.toMatchObject({
      code: 'invalid-request',
      field,
    });
    expect(daraja.sent).toEqual([]);
  });

  it('are not asked about at a path that is not there, nor half of one', async () => {
    const { service, daraja } = fixture();
    const request = { points: 40, path: 'points' } as unknown as BongaWorthRequest;
    await expect(service.worth(request)).rejects.toMatchObject({ field: 'path' });
    await expect(service.worth({ points: 1.5 })).rejects.toMatchObject({ field: 'points' });
    expect(daraja.sent).toEqual([]);
  });
});
