import { describe, expect, it } from '@jest/globals';
import { NOON } from '../../testing/in-memory/sample-payments.js';
import { questionFixture } from '../../testing/in-memory/question-fixture.js';
import { RecipientNameService } from './recipient-name.service.js';

const JOHN = { firstName: 'john', middleName: 'M******', lastName: 'O******' };

function fixture(header: object = { status: '200' }, body: object = JOHN) {
  const it = questionFixture();
  it.answers({ header, body });
  return { ...it, service: new RecipientNameService(it.deps) };
}

describe('a recipient', () => {
  it('has a name, half starred out', async () => {
    const { service, daraja } = fixture();
    expect(await service.find({ phone: '0722 000 000' })).toEqual({
      phone: '254722000000',
      name: 'john M****** O******',
      ...JOHN,
      requestId: 'question-1',
    });
    expect(daraja.sent).toEqual([
      {
        path: '/mpesa/b2c/hakikisha/v1/hakikisha',
        body: {
          header: { requestID: 'question-1', timestamp: String(Math.floor(NOON / 1000)) },
          body: { msisdn: '254722000000', shortcode: '600966' },
        },
      },
    ]);
  });

  it.each([
    [{ firstName: 'john', middleName: '', lastName: 'O******' }, 'john O******'],
    [{}, null],
  ])('with names %j is called %s', async (names, name) => {
    expect(await fixture({ status: '200' }, names).service.find({ phone: '0722000000' })).toMatchObject({
      name,
    });
  });

  it('that is not there is a refusal', async () => {
    const { service } = fixture({ status: '404', message: 'unknown' });
    await expect(service.find({ phone: '0722000000' })).rejects.toMatchObject({
      code: 'daraja-rejected',
      errorCode: '404',
      errorMessage: 'unknown',
    });
  });

  it.each([
    [{ phone: '600966' }, 'phone'],
    [{ phone: '0722000000', account: 'nobody' }, 'account'],
  ])('is not asked about with %j', async (request, field) => {
    const { service, daraja } = fixture();
    await expect(service.find(request)).rejects.toMatchObject({ code: 'invalid-request', field });
    expect(daraja.sent).toEqual([]);
  });
});
