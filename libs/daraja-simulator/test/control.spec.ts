import { describe, expect, it } from '@jest/globals';
import { PHONE } from './support/daraja-caller.js';
import { useStage } from './support/stage.js';

const stage = useStage();

async function sim(method: string, path: string, body?: unknown): Promise<{ status: number; body: unknown }> {
  const init: RequestInit = { method };
  if (body !== undefined)
    Object.assign(init, { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } });
  const reply = await stage.daraja.call(`/sim${path}`, init);
  return { status: reply.status, body: JSON.parse(reply.text) as unknown };
}

describe('the control surface over HTTP', () => {
  it('tells that it is well, and its time', async () => {
    expect(await sim('GET', '/health')).toEqual({ status: 200, body: { ok: true, now: expect.any(Number) } });
  });

  it('shows phones, their prompts and messages, and answers a prompt', async () => {
    await stage.daraja.push(stage.host.url('/cb'));
    const shown = await sim('GET', `/phones/${PHONE}`);
    expect(shown.body).toMatchObject({ msisdn: PHONE, balanceCents: 2_000_000, prompt: { amount: 1500 } });
    const answered = await sim('POST', `/phones/${PHONE}/prompt`, { action: 'pay', pin: '1234', wait: true });
    expect(answered).toMatchObject({ status: 200, body: { resultCode: 0 } });
    expect((await sim('GET', `/phones/${PHONE}/messages`)).body).toMatchObject([{ kind: 'paid' }]);
    expect((await sim('GET', '/ledger')).body).toMatchObject({ balances: { 'shortcode:174379': 150_000 } });
    expect((await sim('GET', '/requests?op=stk-callback')).body).toMatchObject([{ outcome: 'delivered' }]);
    expect((await sim('GET', '/phones')).body).toHaveLength(stage.sim.phones().length);
  });

  it('pays by hand, changes phones, shortcodes and settings, and moves the clock', async () => {
    const paid = await sim('POST', `/phones/${PHONE}/pay`, { shortcode: '600984', account: 'A', amount: 7 });
    expect(paid).toMatchObject({ status: 200, body: { accepted: true, receipt: expect.any(String) } });
    expect((await sim('POST', `/phones/${PHONE}`, { state: 'offline', balanceCents: 5 })).body).toMatchObject(
      {
        state: 'offline',
        balanceCents: 5,
      },
    );
    expect((await sim('POST', '/shortcodes/600984', { externalValidation: 'on' })).body).toMatchObject({
      externalValidation: 'on',
    });
    expect((await sim('GET', '/shortcodes')).body).toContainEqual(
      expect.objectContaining({ balanceCents: 700 }),
    );
    expect((await sim('POST', '/settings', { promptMs: 1 })).body).toMatchObject({ promptMs: 1 });
    expect((await sim('GET', '/settings')).body).toMatchObject({ promptMs: 1 });
    const before = stage.sim.now();
    await sim('POST', '/clock/advance', { ms: 60_000 });
    expect(stage.sim.now()).toBeGreaterThanOrEqual(before + 60_000);
  });

  it('adds, lists and removes faults, and releases what they held', async () => {
    const added = await sim('POST', '/faults', { op: 'stkpush', fault: 'slow' });
    expect(added.status).toBe(201);
    const { id } = added.body as { id: string };
    expect((await sim('GET', '/faults')).body).toMatchObject([{ id, fault: 'slow', fired: 0 }]);
    expect((await sim('DELETE', `/faults/${id}`)).body).toEqual([]);
    expect((await sim('POST', '/faults', { preset: 'hell' })).body).toMatchObject({
      rules: expect.any(Array),
    });
    expect((await sim('DELETE', '/faults')).body).toEqual([]);
    expect((await sim('POST', '/callbacks/release')).body).toEqual({ released: 0 });
  });

  it('starts a new world from a seed, with defaults for what it leaves out', async () => {
    const seed = { phones: [{ msisdn: '254111222333', balanceCents: 100 }] };
    expect((await sim('POST', '/reset', { seed })).status).toBe(200);
    expect((await sim('GET', '/phones')).body).toMatchObject([{ msisdn: '254111222333', balanceCents: 100 }]);
    expect(stage.sim.shortcode('174379').balanceCents).toBe(0);
    expect(stage.sim.requests()).toEqual([]);
    const { net, phones, shortcodes, mint } = stage.sim.ledger().totals;
    expect([net, phones, mint + shortcodes]).toEqual([0, 100, -100]);
  });

  it.each([
    ['POST', `/phones/${PHONE}/prompt`, { action: 'dance' }, 400, 'action'],
    ['POST', `/phones/${PHONE}/prompt`, { action: 'pay' }, 409, 'msisdn'],
    ['GET', '/phones/254700000000', undefined, 404, 'msisdn'],
    ['POST', `/phones/${PHONE}/pay`, { shortcode: '600984', amount: 0.5 }, 400, 'amount'],
    ['POST', `/phones/${PHONE}/pay`, { shortcode: '999999', amount: 1 }, 404, 'shortcode'],
    ['POST', `/phones/${PHONE}`, { state: 'drunk' }, 400, 'state'],
    ['POST', '/clock/advance', { ms: -1 }, 400, 'ms'],
    ['POST', '/clock/advance', {}, 400, 'ms'],
    ['POST', '/settings', { promptms: 1 }, 400, 'promptms'],
    ['POST', '/reset', { seed: { phones: [{ msisdn: '0712345678' }] } }, 400, 'seed.phones.0.msisdn'],
    [
      'POST',
      '/reset',
      { seed: { shortcodes: [{ number: '300583', type: 'till' }] } },
      400,
      'seed.shortcodes.0.till',
    ],
    ['POST', '/faults', { preset: 'tea' }, 400, 'preset'],
    ['GET', '/fawlts', undefined, 404, 'path'],
    ['DELETE', '/faults/fault-0', undefined, 404, 'id'],
  ])('%s %s with %j is refused', async (method, path, body, status, field) => {
    const reply = await sim(method, path, body);
    expect(reply).toMatchObject({
      status,
      body: { error: expect.any(String), field, rule: expect.any(String) },
    });
    expect(reply.body).toHaveProperty('value');
  });

  it('refuses a body that is not JSON', async () => {
    const headers = { 'content-type': 'application/json' };
    const reply = await stage.daraja.call('/sim/reset', { method: 'POST', headers, body: '{' });
    expect([reply.status, reply.body['field']]).toEqual([400, 'body']);
  });

  it('streams what happens', async () => {
    const abort = new AbortController();
    const response = await fetch(`${stage.sim.url}/sim/events`, { signal: abort.signal });
    expect(response.headers.get('content-type')).toContain('text/event-stream');
    const reader = response.body!.pipeThrough(new TextDecoderStream()).getReader();
    await stage.daraja.push(stage.host.url('/cb'));
    let text = '';
    while (!text.includes('event: request')) text += (await reader.read()).value ?? '';
    expect(text).toContain('event: phone');
    abort.abort();
  });
});

describe('the page', () => {
  it('runs only its own script and style', async () => {
    const page = await stage.daraja.call('/');
    expect(page.headers.get('content-security-policy')).toContain("default-src 'none'");
    expect(page.text).not.toMatch(/<script(?![^>]*src=)|style=|<style|\son\w+=|https?:\/\//);
    for (const path of ['/page.js', '/page.css', '/icon.svg']) {
      expect((await stage.daraja.call(path)).status).toBe(200);
    }
  });
});

describe('starting', () => {
  it('is refused in production unless allowed', async () => {
    const { startSimulator } = await import('../src/start-simulator.js');
    const before = process.env['NODE_ENV'];
    process.env['NODE_ENV'] = 'production';
    try {
      await expect(startSimulator()).rejects.toThrow('SIM_ALLOW_PRODUCTION=1');
      process.env['SIM_ALLOW_PRODUCTION'] = '1';
      await (await startSimulator()).close();
    } finally {
      process.env['NODE_ENV'] = before;
      delete process.env['SIM_ALLOW_PRODUCTION'];
    }
  });

  it('is refused with settings that make no sense', async () => {
    const { startSimulator } = await import('../src/start-simulator.js');
    await expect(startSimulator({ settings: { promptMs: -1 } })).rejects.toThrow('promptMs -1 is refused');
  });
});

describe('answering by itself', () => {
  it('pays every prompt when autopay says so', async () => {
    stage.sim.configure({ autopay: 'pay', autopayMs: 3_000 });
    await stage.daraja.push(stage.host.url('/cb'));
    await stage.sim.advance(3_000);
    expect(stage.host.at('/cb')[0]?.body).toMatchObject({ Body: { stkCallback: { ResultCode: 0 } } });
  });
});
