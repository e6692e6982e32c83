import { describe, expect, it } from '@jest/globals';
import { inflateSync } from 'node:zlib';
import { encodeQr } from '../src/products/qr/qr-code.js';
import { PHONE } from './support/daraja-caller.js';
import { useStage } from './support/stage.js';

const stage = useStage();
const post = (path: string, body: object) => stage.daraja.post(path, body);
const nairobi = (ms: number) => new Date(ms + 3 * 3_600_000).toISOString().slice(0, 19).replace('T', ' ');

const PULL = '/pulltransactions/v1/query';
const register = () =>
  post('/pulltransactions/v1/register', {
    ShortCode: '600000',
    RequestType: 'Pull',
    NominatedNumber: '254722000000',
    CallBackURL: stage.host.url('/pull'),
  });
const pull = (changes: object = {}) =>
  post(PULL, {
    ShortCode: '600000',
    StartDate: nairobi(stage.sim.now() - 48 * 3_600_000),
    EndDate: nairobi(stage.sim.now()),
    OffSetValue: '0',
    ...changes,
  });
const rows = (body: Record<string, unknown>) => (body['Response'] as Record<string, unknown>[][])[0] ?? [];

describe('Pull', () => {
  it('registers a shortcode once', async () => {
    expect((await register()).body).toMatchObject({ ResponseStatus: '1000', ShortCode: '600000' });
    expect((await register()).body).toMatchObject({ ResponseStatus: '1001' });
  });

  it('refuses a shortcode that is not registered, and an empty window is [[]]', async () => {
    expect((await pull()).body).toMatchObject({ errorCode: '400.001' });
    await register();
    expect((await pull()).body).toMatchObject({ ResponseCode: '1001', Response: [[]] });
  });

  it('tells payments whose confirmation was lost, with the payer in the clear', async () => {
    await register();
    const { receipt } = await stage.sim.pay(PHONE, { shortcode: '600000', account: 'INV-77', amount: 168 });
    const { body } = await pull();
    expect(body).toMatchObject({ ResponseCode: '1000', ResponseMessage: 'Success' });
    expect(rows(body)).toEqual([
      {
        transactionId: receipt,
        trxDate: expect.stringMatching(/^20\d\d-\d\d-\d\dT\d\d:\d\d:\d\dZ$/),
        msisdn: Number(PHONE),
        sender: 'MPESA',
        transactiontype: 'c2b-pay-bill-debit',
        billreference: 'INV-77',
        amount: '168.00',
        organizationname: 'Test Pay Bill 600000',
      },
    ]);
  });

  it('pages by hundreds and reaches back 48 hours', async () => {
    await register();
    for (let n = 0; n < 102; n += 1) {
      await stage.sim.pay(PHONE, { shortcode: '600000', account: `A${n}`, amount: 1 });
    }
    expect(rows((await pull()).body)).toHaveLength(100);
    expect(rows((await pull({ OffSetValue: 100 })).body).map((row) => row['billreference'])).toEqual([
      'A100',
      'A101',
    ]);
    await stage.sim.advance(48 * 3_600_000 + 60_000);
    await stage.daraja.signIn();
    const long = { StartDate: nairobi(stage.sim.now() - 72 * 3_600_000) };
    expect(rows((await pull(long)).body)).toEqual([]);
  });

  it('answers a bad token and a bad date in its own codes', async () => {
    const bad = await stage.daraja.post(PULL, {}, { authorization: 'Bearer x' });
    expect([bad.status, bad.body['errorCode']]).toEqual([401, '401.001']);
    expect((await pull({ StartDate: '2026-11-20' })).body).toMatchObject({ errorCode: '400.001' });
  });
});

describe('a number', () => {
  const seed = {
    phones: [
      {
        msisdn: PHONE,
        registeredOn: '2022-03-01',
        lastSwapAt: '2026-05-01T09:30',
        idType: '01' as const,
        idNumber: '12345678',
      },
      { msisdn: '254722000000', name: 'PETER OTIENO' },
    ],
  };
  const ask = async (path: string, customerNumber = PHONE) => {
    await stage.sim.reset({ seed });
    await stage.daraja.signIn();
    return post(path, { customerNumber });
  };

  it.each(['/imsi/v1/checkATI', '/imsi-lookup/v1/checkATI'])(
    'has an IMSI, dates of swap and registration at %s',
    async (path) => {
      expect((await ask(path)).body).toEqual({
        requestRefID: expect.any(String),
        responseCode: '200',
        responseDesc: 'Success',
        imsi: expect.stringMatching(/^[0-9a-f]{64}$/),
        lastSwapDate: '01-05-2026',
        msisdnRegistrationDate: '01-03-2022',
        customerNumber: PHONE,
      });
    },
  );

  it('whose SIM was never swapped was swapped in 1900', async () => {
    expect((await ask('/imsi/v2/checkATI')).body).toMatchObject({ lastSwapDate: '01-05-2026 09:30' });
    expect((await ask('/imsi/v2/checkATI', '254722000000')).body).toMatchObject({
      lastSwapDate: '01-01-1900 00:00',
    });
  });

  it('that is unknown has no age on the network', async () => {
    const path = '/registration/lookup/v1/checkATI';
    expect((await ask(path)).body).toMatchObject({ msisdnRegistrationDate: '01-03-2022' });
    const unknown = await ask(path, '254799999999');
    expect([unknown.status, unknown.body['responseCode']]).toEqual([400, '404']);
    expect((await ask('/imsi/v1/checkATI', '254799999999')).body).toMatchObject({ errorCode: '400.002.02' });
  });

  it('is validated against a document', async () => {
    const validate = (changes: object) =>
      post('/v1/KYC-validation/validateID', {
        requestRefID: 'r-1',
        shortCode: '600000',
        msisdn: PHONE,
        idType: '01',
        idNumber: '12345678',
        ...changes,
      });
    await ask('/imsi/v1/checkATI');
    expect((await validate({})).body).toMatchObject({ responseCode: '4000', status: true });
    expect((await validate({ idNumber: '1' })).body).toEqual({
      responseRefID: expect.any(String),
      responseCode: '4001',
      responseMessage: 'Details do not match',
      status: false,
    });
  });
});

describe('names', () => {
  it('of organisations are told by number and type', async () => {
    const ask = (IdentifierType: string, Identifier: string) =>
      post('/sfcverify/v1/query/info', { IdentifierType, Identifier });
    expect((await ask('4', '600000')).body).toMatchObject({
      ResponseCode: '4000',
      OrganizationShortCode: '600000',
      OrganizationName: 'Test Pay Bill 600000',
    });
    expect((await ask('2', '300584')).body).toMatchObject({ OrganizationName: 'Mama Njeri Groceries' });
    expect((await ask('4', '999999')).status).toBe(400);
  });

  it('of customers come masked', async () => {
    const { body } = await post('/mpesa/b2c/hakikisha/v1/hakikisha', {
      header: { requestID: 'r-1', timestamp: '1' },
      body: { msisdn: PHONE, shortcode: '600996' },
    });
    expect(body).toEqual({
      header: { requestID: 'r-1', timestamp: '1', status: '200', message: 'Success' },
      body: { firstName: 'JANE', middleName: 'W******', lastName: 'D******' },
    });
  });
});

describe('a QR code', () => {
  const make = (changes: object = {}) =>
    post('/mpesa/qrcode/v1/generate', {
      MerchantName: 'TEST SUPERMARKET',
      RefNo: 'Invoice Test',
      Amount: 1,
      TrxCode: 'BG',
      CPI: '373132',
      Size: '300',
      ...changes,
    });

  it('is a PNG of the size asked for, whose chunks add up', async () => {
    const { body } = await make();
    expect(body).toMatchObject({
      ResponseCode: '00',
      ResponseDescription: 'QR Code Successfully Generated.',
    });
    const png = Buffer.from(String(body['QRCode']), 'base64');
    expect(png.subarray(1, 4).toString()).toBe('PNG');
    expect([png.readUInt32BE(16), png.readUInt32BE(20)]).toEqual([300, 300]);
    const pixels = inflateSync(png.subarray(41, 41 + png.readUInt32BE(33)));
    expect(pixels).toHaveLength(300 * 301);
  });

  it('keeps the modules an independent reader decoded', () => {
    // Read back by jsQR, as every length from 1 to 213 bytes was.
    const modules = encodeQr(Buffer.from('BG|1')).map((row) =>
      row.map((dark) => (dark ? '#' : '.')).join(''),
    );
    expect(modules).toMatchInlineSnapshot(`
     [
       "#######.......#######",
       "#.....#.#.###.#.....#",
       "#.###.#...#.#.#.###.#",
       "#.###.#..##.#.#.###.#",
       "#.###.#.##.##.#.###.#",
       "#.....#....#..#.....#",
       "#######.#.#.#.#######",
       "..........#..........",
       "#.#.#.#...#.#...#..#.",
       "#..###.#...#.#.#...#.",
       "...#..##.###.###.#.##",
       "##.#...#.#.###.##..##",
       ".#..#.####.#.###.#..#",
       "........###...#...##.",
       "#######.....#...#.###",
       "#.....#..#....#..#.#.",
       "#.###.#.###.#.#.##.##",
       "#.###.#..###.#.#.#.#.",
       "#.###.#.#..#.###.##.#",
       "#.....#..#.###.###.#.",
       "#######.#.##.###..###",
     ]
    `);
  });

  it('with a field amiss is an invalid payload', async () => {
    const reply = await make({ TrxCode: 'XX' });
    expect([reply.status, reply.body['errorCode']]).toEqual([400, '400.002.05']);
  });
});
