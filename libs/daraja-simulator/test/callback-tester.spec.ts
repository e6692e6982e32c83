import { describe, expect, it } from '@jest/globals';
import { Ajv2020 } from 'ajv/dist/2020.js';
import type { ServerResponse } from 'node:http';
import { useStage } from './support/stage.js';
import type { Reply } from './support/daraja-caller.js';

interface Line {
  kind: string;
  outcome: string;
  status: number | null;
  ms: number;
  sent: unknown;
  answer: unknown;
  verdict: { level: string; text: string };
}

interface Report {
  rules: { rule: string; level: string; text: string }[];
  lines: Line[];
}

const KINDS = [
  'stk-success',
  'stk-failure',
  'c2b-validation',
  'c2b-confirmation',
  'result',
  'result-failure',
  'queue-timeout',
];

describe('the callback tester', () => {
  const stage = useStage();
  const post = (body: unknown, type = 'application/json'): Promise<Reply> =>
    stage.daraja.call('/tools/callback-test', {
      method: 'POST',
      headers: { 'content-type': type },
      body: JSON.stringify(body),
    });
  const test = async (url: string, kinds?: string[]): Promise<Report> => {
    const reply = await post({ url, kinds });
    expect(reply.status).toBe(200);
    return reply.body as unknown as Report;
  };
  const verdict = async (
    answer: unknown,
    status = 200,
    kind = 'c2b-validation',
  ): Promise<Line['verdict']> => {
    stage.host.answer('/hook', answer, status);
    const { lines } = await test(stage.host.url('/hook'), [kind]);
    return lines[0]?.verdict ?? { level: '', text: '' };
  };

  it('sends every kind of callback once, in the order of life, and calls a plain 200 good', async () => {
    const { lines } = await test(stage.host.url('/hook'));
    expect(lines.map(({ kind }) => kind)).toEqual(KINDS);
    expect(lines.map(({ status, verdict: { level } }) => [status, level])).toEqual(
      KINDS.map(() => [200, 'good']),
    );
    expect(stage.host.at('/hook').map(({ body }) => body)).toEqual(lines.map(({ sent }) => sent));
    expect(lines.every(({ ms }) => ms >= 0 && ms < 8_000)).toBe(true);
  });

  it('sends bodies in the very shape the OpenAPI file gives them, each marked as test data', async () => {
    const document = (await stage.daraja.call('/openapi.json')).body;
    const ajv = new Ajv2020({ strict: false });
    ajv.addSchema(document, 'daraja');
    const schema = (kind: string): string =>
      kind.startsWith('stk') ? 'StkCallback' : kind.startsWith('c2b') ? 'C2bNotification' : 'ResultCallback';
    const { lines } = await test(stage.host.url('/hook'));
    for (const { kind, sent } of lines) {
      const check = ajv.getSchema(`daraja#/components/schemas/${schema(kind)}`);
      expect([kind, check?.(sent), check?.errors ?? null]).toEqual([kind, true, null]);
      expect(JSON.stringify(sent)).toMatch(/TEST[ -]DATA/);
    }
  });

  it('moves no money and leaves no trace in the journal', async () => {
    const before = stage.sim.ledger();
    const seen = stage.sim.requests().length;
    await test(stage.host.url('/hook'));
    expect(stage.sim.ledger()).toEqual(before);
    expect(stage.sim.requests()).toHaveLength(seen);
  });

  it('tells what Safaricom does with each answer to a validation', async () => {
    expect(await verdict({ ResultCode: '0' })).toEqual({
      level: 'good',
      text: 'Accepted: the customer pays.',
    });
    expect(await verdict({ ResultCode: 'C2B00012' })).toEqual({
      level: 'good',
      text: 'Refused with C2B00012: the customer is told "Invalid Account Number".',
    });
    expect(await verdict({ ResultCode: '7' })).toMatchObject({ level: 'warn' });
    expect(await verdict({ message: 'hello' })).toEqual({
      level: 'bad',
      text:
        'The answer has no ResultCode. The ResponseType you registered decides: ' +
        'Completed takes the payment, Cancelled refuses it.',
    });
    expect(await verdict({ ResultCode: 0 }, 500)).toMatchObject({ level: 'bad' });
  });

  it('counts anything but a 2xx as lost, and says how the news is still to be had', async () => {
    expect(await verdict({}, 404, 'stk-success')).toEqual({
      level: 'bad',
      text: 'HTTP 404 counts as not delivered. It is not sent again; an STK query tells the result.',
    });
    expect((await verdict({}, 302, 'c2b-confirmation')).text).toContain('Pull tells of it');
    expect((await verdict({}, 503, 'result')).text).toContain('a transaction status tells the result');
  });

  it('gives up after eight seconds, the same as Safaricom', async () => {
    const hanging: ServerResponse[] = [];
    stage.host.on('/hook', (_received, response) => void hanging.push(response));
    const run = test(stage.host.url('/hook'), ['c2b-validation']);
    await stage.sim.waitFor(() => hanging.length === 1);
    await stage.sim.advance(8_000);
    const { lines } = await run;
    expect(lines[0]).toMatchObject({ outcome: 'timed-out', status: null, verdict: { level: 'bad' } });
    expect(lines[0]?.ms).toBeGreaterThanOrEqual(8_000);
    expect(lines[0]?.verdict.text).toContain('No answer within 8 s.');
    hanging.forEach((response) => response.destroy());
  });

  it('finds an answer slow that took more than three seconds', async () => {
    const waiting: ServerResponse[] = [];
    stage.host.on('/hook', (_received, response) => void waiting.push(response));
    const run = test(stage.host.url('/hook'), ['result']);
    await stage.sim.waitFor(() => waiting.length === 1);
    await stage.sim.advance(4_000);
    waiting[0]?.end('{}');
    expect((await run).lines[0]?.verdict).toMatchObject({
      level: 'warn',
      text: expect.stringMatching(/It took 4(\.\d)? s; stay under 3 s\.$/),
    });
  });

  it('says that nobody answers where nobody listens', async () => {
    const { lines } = await test('http://127.0.0.1:9/hook', ['result']);
    expect(lines[0]).toMatchObject({ outcome: 'failed', status: null, verdict: { level: 'bad' } });
  });

  it('reads no more of an answer than it needs, however long the host goes on', async () => {
    let closed = false;
    stage.host.on('/hook', (_received, response) => {
      response.on('close', () => (closed = true));
      const more = (): void => void (response.destroyed || response.write('x'.repeat(16_384), more));
      response.writeHead(200);
      more();
    });
    const { lines } = await test(stage.host.url('/hook'), ['stk-success']);
    expect(lines[0]).toMatchObject({ status: 200, verdict: { level: 'good' } });
    expect(String(lines[0]?.answer).length).toBeLessThan(5_000);
    await stage.sim.waitFor(() => closed);
  });

  it('tests a local URL all the same, and tells which of the rules it breaks', async () => {
    const { rules } = await test(stage.host.url('/mpesa/hook?a=1'), ['result']);
    expect(rules.map(({ rule, level }) => [rule, level])).toEqual([
      ['https', 'bad'],
      ['public host', 'bad'],
      ['refused words', 'bad'],
      ['no tunnel', 'good'],
      ['no parameters', 'warn'],
    ]);
    expect(rules[2]?.text).toContain('URL has the word MPESA');
  });

  it('runs one test at a time, and a reset ends it', async () => {
    const hanging: ServerResponse[] = [];
    stage.host.on('/hook', (_received, response) => void hanging.push(response));
    const run = test(stage.host.url('/hook'));
    await stage.sim.waitFor(() => hanging.length === 1);
    const second = await post({ url: stage.host.url('/other') });
    expect(second.status).toBe(409);
    expect(second.body['rule']).toBe('another test is running');
    await stage.sim.reset();
    expect((await run).lines.map(({ outcome }) => outcome)).toEqual(['timed-out']);
    expect(hanging).toHaveLength(1);
    expect((await test(stage.host.url('/other'), ['result'])).lines).toHaveLength(1);
  });

  it.each([
    [{ url: 'ftp://pay.example.co.ke/x' }, 'url', 'must be an http or https URL'],
    [{ url: 'pay.example.co.ke' }, 'url', 'must be an http or https URL'],
    [{}, 'url', "must have required property 'url'"],
    [{ url: 'http://127.0.0.1:9/', kinds: ['sms'] }, 'kinds.0', 'must be equal to one of'],
  ])('refuses %j', async (body, field, rule) => {
    const reply = await post(body);
    expect(reply.status).toBe(400);
    expect(reply.body['field']).toBe(field);
    expect(String(reply.body['rule'])).toContain(rule);
  });

  it('takes orders as JSON only, which no page from elsewhere can send', async () => {
    const reply = await post({ url: stage.host.url('/hook') }, 'text/plain');
    expect(reply.status).toBe(400);
    expect(reply.body['field']).toBe('content-type');
    expect(stage.host.at('/hook')).toEqual([]);
  });
});
