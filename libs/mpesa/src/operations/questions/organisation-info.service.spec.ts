import { describe, expect, it } from '@jest/globals';
import { questionFixture } from '../../testing/in-memory/question-fixture.js';
import { OrganisationInfoService, type OrganisationInfoRequest } from './organisation-info.service.js';

const KNOWN = {
  ConversationID: '4510-45fe-9741',
  ResponseCode: '4000',
  OrganizationShortCode: '600000',
  OrganizationName: 'Safaricom Daraja',
  ChargeProfileID: '20013',
};

function fixture(answer: object = KNOWN) {
  const it = questionFixture();
  it.answers(answer);
  return { ...it, service: new OrganisationInfoService(it.deps) };
}

describe('an organisation', () => {
  it('is found by its pay bill', async () => {
    const { service, daraja } = fixture();
    expect(await service.find({ type: 'paybill', number: '600000' })).toEqual({
      name: 'Safaricom Daraja',
      number: '600000',
      chargeProfileId: '20013',
      conversationId: '4510-45fe-9741',
    });
    expect(daraja.sent).toEqual([
      { path: '/sfcverify/v1/query/info', body: { IdentifierType: '4', Identifier: '600000' } },
    ]);
  });

  it('is found by its till', async () => {
    const { service, daraja } = fixture();
    await service.find({ type: 'till', number: '5123456' });
    expect(daraja.sent).toMatchObject([{ body: { IdentifierType: '2', Identifier: '5123456' } }]);
  });

  it('that is not there is a refusal with the code of the product', async () => {
    const { service } = fixture({ ResponseCode: '4001', DetailedMessage: 'unknown' });
    await expect(service.find({ type: 'paybill', number: '999999' })).rejects.toMatchObject({
      code: 'daraja-rejected',
      errorCode: '4001',
      errorMessage: 'unknown',
    });
  });

  it.each<[string, object, string]>([
    ['no number', { number: '' }, 'number'],
    ['a phone', { number: '254722000000' }, 'number'],
    ['no type', { type: undefined }, 'type'],
    ['an account of nobody', { account: 'nobody' }, 'account'],
  ])('is not asked for with %s', async (_, over, field) => {
    const { service, daraja } = fixture();
    const request = { type: 'paybill', number: '600000', ...over } as OrganisationInfoRequest;
    await expect(service.find(request)).rejects.toMatchObject({ code: 'invalid-request', field });
    expect(daraja.sent).toEqual([]);
  });
});
