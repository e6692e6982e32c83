import { describe, expect, it } from '@jest/globals';
import { inflateSync } from 'node:zlib';
import { DynamicQrService } from 'nestjs-mpesa';
import { testApp } from '../../support/test-app.js';

const order = { amount: 150, reference: 'ORDER-17', merchantName: 'Duka la Njeri' };

describe('a QR code', () => {
  it('is a picture of the size that was asked for, as bytes and as a data URL', async () => {
    const { app } = await testApp().jobs(false).start();
    const { png, dataUrl, requestId } = await app.get(DynamicQrService).generate({ ...order, size: 240 });
    expect([png.readUInt32BE(16), png.readUInt32BE(20)]).toEqual([240, 240]);
    expect(inflateSync(png.subarray(41, 41 + png.readUInt32BE(33)))).toHaveLength(240 * 241);
    expect(Buffer.from(dataUrl.replace('data:image/png;base64,', ''), 'base64').equals(png)).toBe(true);
    expect(requestId).toEqual(expect.any(String));
  });

  it('says who is paid how much for what', async () => {
    const { app, sim } = await testApp().jobs(false).start();
    await app.get(DynamicQrService).generate(order);
    expect(sim.requests().findLast(({ op }) => op === 'qr')?.requestBody).toEqual({
      MerchantName: 'Duka la Njeri',
      RefNo: 'ORDER-17',
      Amount: 150,
      TrxCode: 'PB',
      CPI: '174379',
      Size: '300',
    });
  });

  it('is never asked for with bad input', async () => {
    const { app, sim } = await testApp().jobs(false).start();
    const made = app.get(DynamicQrService).generate({ ...order, amount: 0.5 });
    await expect(made).rejects.toMatchObject({ code: 'invalid-request', field: 'amount', value: 0.5 });
    expect(sim.requests()).toEqual([]);
  });

  it('that Safaricom will not draw is an error in its words', async () => {
    const { app, sim } = await testApp().jobs(false).start();
    sim.addFault({ op: 'qr', fault: 'ok-with-error-body' });
    await expect(app.get(DynamicQrService).generate(order)).rejects.toMatchObject({
      product: 'dynamic-qr',
      moneyMayHaveMoved: false,
    });
  });
});
