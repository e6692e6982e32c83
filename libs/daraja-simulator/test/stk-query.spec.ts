import { describe, expect, it } from '@jest/globals';
import { PHONE } from './support/daraja-caller.js';
import { useStage } from './support/stage.js';

const stage = useStage();

async function push(): Promise<string> {
  const { body } = await stage.daraja.push(stage.host.url('/cb'));
  return String(body['CheckoutRequestID']);
}

describe('a query', () => {
  it('tells the result of a paid push, without its receipt', async () => {
    const id = await push();
    await stage.sim.answer(PHONE, { action: 'pay' });
    const { status, body } = await stage.daraja.query(id);
    expect(status).toBe(200);
    expect(body).toEqual({
      ResponseCode: '0',
      ResponseDescription: 'The service request has been accepted successsfully',
      MerchantRequestID: expect.any(String),
      CheckoutRequestID: id,
      ResultCode: '0',
      ResultDesc: 'The service request is processed successfully.',
    });
  });

  it('tells a failure by a code that is a string', async () => {
    const id = await push();
    await stage.sim.answer(PHONE, { action: 'cancel' });
    expect((await stage.daraja.query(id)).body['ResultCode']).toBe('1032');
  });

  it('of a pending push is answered in both observed forms, in turns', async () => {
    const id = await push();
    const replies = [await stage.daraja.query(id), await stage.daraja.query(id)];
    expect(replies.map(({ status }) => status).sort()).toEqual([200, 500]);
    const error = replies.find(({ status }) => status === 500);
    const result = replies.find(({ status }) => status === 200);
    expect(error?.body).toMatchObject({
      errorCode: '500.001.1001',
      errorMessage: 'The transaction is being processed',
    });
    expect(result?.body['ResultCode']).toBe('4999');
  });

  it('of a pending push keeps to one form when it is set to', async () => {
    const id = await push();
    stage.sim.configure({ pendingQuery: 'result-4999' });
    expect((await stage.daraja.query(id)).status).toBe(200);
    expect((await stage.daraja.query(id)).status).toBe(200);
    stage.sim.configure({ pendingQuery: 'error-500' });
    expect((await stage.daraja.query(id)).status).toBe(500);
    expect((await stage.daraja.query(id)).status).toBe(500);
  });

  it('of a push whose result is delayed stays pending after the customer paid', async () => {
    stage.sim.configure({ resultDelayMs: 10_000, pendingQuery: 'result-4999' });
    const id = await push();
    const answered = stage.sim.answer(PHONE, { action: 'pay' });
    expect((await stage.daraja.query(id)).body['ResultCode']).toBe('4999');
    await stage.sim.advance(10_000);
    await answered;
    expect((await stage.daraja.query(id)).body['ResultCode']).toBe('0');
  });

  it('of an unknown id is refused in either form', async () => {
    expect((await stage.daraja.query('ws_CO_1')).body['errorMessage']).toBe(
      'Bad Request - Invalid CheckoutRequestID',
    );
    stage.sim.configure({ unknownQuery: 'error-500' });
    expect((await stage.daraja.query('ws_CO_1')).body['errorMessage']).toBe('The transaction does not Exist');
  });

  it('with a wrong password is refused', async () => {
    const reply = await stage.daraja.query(await push(), { Password: 'x' });
    expect([reply.status, reply.body['errorMessage']]).toEqual([500, 'Wrong credentials']);
  });

  it('too soon after another gets the fault of the rate limiter, until time has passed', async () => {
    stage.sim.configure({ queryRate: { perMinute: 5, burst: 1 }, pendingQuery: 'result-4999' });
    const id = await push();
    const statuses = [(await stage.daraja.query(id)).status, (await stage.daraja.query(id)).status];
    expect(statuses).toEqual([200, 429]);
    expect((await stage.daraja.query(id)).body).toEqual({
      fault: {
        faultstring:
          'Spike arrest violation. Allowed rate : MessageRate{messagesPerPeriod=5, periodInMicroseconds=60000000, maxBurstMessageCount=1.0}',
        detail: { errorcode: 'policies.ratelimit.SpikeArrestViolation' },
      },
    });
    await stage.sim.advance(12_000);
    expect((await stage.daraja.query(id)).status).toBe(200);
  });
});
