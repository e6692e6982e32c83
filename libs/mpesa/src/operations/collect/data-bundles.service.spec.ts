import { describe, expect, it } from '@jest/globals';
import { TransportError } from '../../daraja/wire/transport.js';
import { questionFixture } from '../../testing/in-memory/question-fixture.js';
import { DataBundlesService, type DataBundle, type DataBundlePurchase } from './data-bundles.service.js';

const bundle: DataBundle = {
  id: '28042021',
  name: 'Daily 50MB',
  priceCents: 500,
  megabytes: '50',
  validity: '1',
  resourceAccount: '2572',
};
const purchase: DataBundlePurchase = { phone: '0722 000 000', bundle, payBy: 'airtime', id: 'mine-1' };
const BOUGHT = { header: { requestRefId: 'ref-1', responseCode: 200, customerMessage: 'Bought' } };

function fixture(body: unknown) {
  const it = questionFixture();
  it.answers(body);
  return { ...it, service: new DataBundlesService(it.deps) };
}

describe('a data bundle', () => {
  it('is offered in our words, whatever is not told null', async () => {
    const offer = {
      offerName: 'Daily 50MB',
      offerValidity: 1,
      resourceAccId: 2572,
      resourceValue: 50,
      offerPrice: 5,
      offeringId: 28042021,
    };
    const bare = { offeringId: 7 };
    const { service } = fixture({ id: '1', lineItem: { characteristicsValue: [offer, bare] } });
    const nothing = { name: null, priceCents: null, megabytes: null, validity: null, resourceAccount: null };
    expect(await service.offers({ phone: '0722000000' })).toEqual([bundle, { id: '7', ...nothing }]);
  });

  it('is bought with what its offer said, under our id', async () => {
    const { service, daraja } = fixture(BOUGHT);
    expect(await service.purchase(purchase)).toEqual({
      id: 'mine-1',
      customerMessage: 'Bought',
      requestId: 'ref-1',
    });
    expect(daraja.sent).toEqual([
      {
        path: '/v1/dynamic-offers/facebook-bundle/purchase',
        body: {
          msisdn: '254722000000',
          offeringId: '28042021',
          paymentMode: 'airtime',
          accountId: '2572',
          price: '5',
          resourceAmount: '50',
          validity: '1',
          transactionId: 'mine-1',
        },
      },
    ]);
  });

  it('is never bought twice because nobody answered', async () => {
    const it = questionFixture();
    it.daraja.script.push(new TransportError('broken off', { sent: true }));
    await expect(new DataBundlesService(it.deps).purchase(purchase)).rejects.toMatchObject({
      code: 'daraja-outcome-unknown',
    });
    expect(it.daraja.sent).toHaveLength(1);
  });

  it('that was not bought is refused with its code', async () => {
    const { service } = fixture({ responseStatus: '1001', responseDesc: 'Not found' });
    await expect(service.status({ id: 'mine-1' })).rejects.toMatchObject({
      code: 'daraja-rejected',
      errorCode: '1001',
    });
  });

  it.each<[string, object, string]>([
    ['without a price', { bundle: { ...bundle, priceCents: null } }, 'bundle'],
    ['at no number', { bundle: { ...bundle, priceCents: Number.NaN } }, 'bundle'],
    ['without an id of its own', { bundle: { ...bundle, id: undefined } }, 'bundle'],
    ['that is none', { bundle: null }, 'bundle'],
    ['on credit', { payBy: 'credit' }, 'payBy'],
    ['under no id', { id: '' }, 'id'],
    ['under an id of strange letters', { id: 'a b' }, 'id'],
    ['for a phone abroad', { phone: '+255712345678' }, 'phone'],
    ['for an account that is not there', { account: 'nobody' }, 'account'],
  ])('%s is not bought', async (_, over, field) => {
    const { service, daraja } = fixture(BOUGHT);
    await expect(service.purchase({ ...purchase, ...over })).rejects.toMatchObject({
      code: 'invalid-request',
      field,
    });
    expect(daraja.sent).toEqual([]);
  });
});
