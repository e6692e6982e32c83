import { describe, expect, it } from '@jest/globals';
import { questionFixture } from '../../testing/in-memory/question-fixture.js';
import { IdValidationService, type IdValidationRequest } from './id-validation.service.js';

const request: IdValidationRequest = { phone: '0722000000', idType: 'national', idNumber: '12345678' };

function fixture(answer: object = { responseCode: '4000', status: true, responseMessage: 'Details match' }) {
  const it = questionFixture();
  it.answers({ responseRefID: 'theirs-1', ...answer });
  return { ...it, service: new IdValidationService(it.deps) };
}

describe('a document', () => {
  it('fits the number it was shown for', async () => {
    const { service, daraja } = fixture();
    expect(await service.validate(request)).toEqual({
      matches: true,
      message: 'Details match',
      requestId: 'question-1',
      responseId: 'theirs-1',
    });
    expect(daraja.sent).toEqual([
      {
        path: '/v1/KYC-validation/validateID',
        body: {
          requestRefID: 'question-1',
          shortCode: '600966',
          msisdn: '254722000000',
          idType: '01',
          idNumber: '12345678',
        },
      },
    ]);
  });

  it.each([
    ['military', '02'],
    ['passport', '05'],
  ] as const)('may be %s', async (idType, code) => {
    const { service, daraja } = fixture();
    await service.validate({ ...request, idType, account: 'kiosk' });
    expect(daraja.sent).toMatchObject([{ body: { idType: code, shortCode: '600001' } }]);
  });

  it('that does not fit is an answer, not an error', async () => {
    const { service } = fixture({
      responseCode: '4001',
      responseMessage: 'Details do not match',
      status: false,
    });
    expect(await service.validate(request)).toMatchObject({
      matches: false,
      message: 'Details do not match',
    });
  });

  it('that could not be checked is a refusal', async () => {
    const { service } = fixture({ responseCode: '4002', responseMessage: 'no' });
    await expect(service.validate(request)).rejects.toMatchObject({
      code: 'daraja-rejected',
      errorCode: '4002',
    });
  });

  it.each<[string, object, string]>([
    ['no phone', { phone: '' }, 'phone'],
    ['no type', { idType: 'library card' }, 'idType'],
    ['no number', { idNumber: '' }, 'idNumber'],
    ['a number with blanks', { idNumber: '12 34' }, 'idNumber'],
    ['an account of nobody', { account: 'nobody' }, 'account'],
  ])('with %s is not asked about', async (_, over, field) => {
    const { service, daraja } = fixture();
    const refused = service.validate({ ...request, ...over } as IdValidationRequest);
    await expect(refused).rejects.toMatchObject({ code: 'invalid-request', field });
    expect(daraja.sent).toEqual([]);
  });

  it('keeps its number out of the message of an error', async () => {
    const refused = fixture().service.validate({ ...request, idNumber: 'A-99887766' });
    await expect(refused).rejects.toMatchObject({ message: expect.not.stringContaining('99887766') });
  });
});
