import { describe, expect, it } from '@jest/globals';
import { questionFixture } from '../../testing/in-memory/question-fixture.js';
import { DynamicQrService, type DynamicQrRequest } from './dynamic-qr.service.js';

const PIXEL = 'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAAAAAA6fptVAAAACklEQVR4nGP4DwABAQEAsTzI4wAAAABJRU5ErkJggg==';
const request: DynamicQrRequest = { amount: 150, reference: 'ORDER-17', merchantName: 'Duka la Njeri' };

function fixture() {
  const it = questionFixture();
  it.answers({ ResponseCode: '00', RequestID: '16738-1', QRCode: PIXEL });
  return { ...it, service: new DynamicQrService(it.deps) };
}

describe('a QR code', () => {
  it('pays our pay bill, and comes as bytes and as a data URL', async () => {
    const { service, daraja } = fixture();
    expect(await service.generate(request)).toEqual({
      png: Buffer.from(PIXEL, 'base64'),
      dataUrl: `data:image/png;base64,${PIXEL}`,
      requestId: '16738-1',
    });
    expect(daraja.sent).toEqual([
      {
        path: '/mpesa/qrcode/v1/generate',
        body: {
          MerchantName: 'Duka la Njeri',
          RefNo: 'ORDER-17',
          Amount: 150,
          TrxCode: 'PB',
          CPI: '600966',
          Size: '300',
        },
      },
    ]);
  });

  it('of a till pays the till number, in the size that is wanted', async () => {
    const { service, daraja } = fixture();
    await service.generate({ ...request, account: 'kiosk', size: 600 });
    expect(daraja.sent).toMatchObject([{ body: { TrxCode: 'BG', CPI: '5123456', Size: '600' } }]);
  });

  it.each([
    ['paybill', '888880', 'PB', '888880'],
    ['till', '5123457', 'BG', '5123457'],
    ['agent', '1234', 'WA', '1234'],
    ['person', '0722 000 000', 'SM', '254722000000'],
    ['business', '+254722000000', 'SB', '254722000000'],
  ] as const)('may pay a %s', async (type, number, code, cpi) => {
    const { service, daraja } = fixture();
    await service.generate({ ...request, payee: { type, number } });
    expect(daraja.sent).toMatchObject([{ body: { TrxCode: code, CPI: cpi } }]);
  });

  it.each<[string, object, string]>([
    ['cents', { amount: 1.5 }, 'amount'],
    ['no amount', { amount: 0 }, 'amount'],
    ['no reference', { reference: ' ' }, 'reference'],
    ['a reference of 21', { reference: 'x'.repeat(21) }, 'reference'],
    ['no name', { merchantName: '' }, 'merchantName'],
    ['a name of 81', { merchantName: 'x'.repeat(81) }, 'merchantName'],
    ['a size of nothing', { size: 0 }, 'size'],
    ['a huge picture', { size: 1001 }, 'size'],
    ['a payee of no kind', { payee: { type: 'toString', number: '600966' } }, 'payee'],
    ['a pay bill of letters', { payee: { type: 'paybill', number: 'Duka' } }, 'payee'],
    ['an agent of three digits', { payee: { type: 'agent', number: '123' } }, 'payee'],
    ['a person without phone', { payee: { type: 'person', number: '600966' } }, 'payee'],
    ['an account of nobody', { account: 'nobody' }, 'account'],
  ])('with %s is refused before it is asked for', async (_, over, field) => {
    const { service, daraja } = fixture();
    await expect(service.generate({ ...request, ...over })).rejects.toMatchObject({
      code: 'invalid-request',
      field,
    });
    expect(daraja.sent).toEqual([]);
  });

  it('that is no picture is no code', async () => {
    const it = questionFixture();
    it.answers({ ResponseCode: '00', QRCode: '<html>' });
    const made = new DynamicQrService(it.deps).generate(request);
    await expect(made).rejects.toMatchObject({ code: 'daraja-response', product: 'dynamic-qr' });
  });
});
