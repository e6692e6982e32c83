/** Callers without types pass anything at all. */
import { describe, expect, it } from '@jest/globals';
import { inspect } from 'node:util';
import * as library from 'nestjs-mpesa';
import { InvalidRequestError, MpesaError } from 'nestjs-mpesa';
import { testDatabases } from '../../support/database.js';
import { testApp, type TestApp } from '../../support/test-app.js';

type Method = (...args: unknown[]) => unknown;
type Service = Record<string, Method>;

const NO_OBJECTS = [null, 7, 'x', [], true];

const services = Object.entries(library).flatMap(([name, value]) => {
  return name.endsWith('Service') && typeof value === 'function'
    ? [value as unknown as new () => Service]
    : [];
});

function methodsOf({ prototype }: new () => Service): string[] {
  return Object.getOwnPropertyNames(prototype).filter((name) => name !== 'constructor');
}

/** What calling it ends in: nothing, or what it throws, at once or later. */
async function thrownBy(call: () => unknown): Promise<unknown> {
  try {
    await call();
    return null;
  } catch (error) {
    return error;
  }
}

async function strangeEnds(app: TestApp, argumentsOf: (value: unknown) => unknown[]): Promise<unknown[]> {
  const found: unknown[] = [];
  for (const type of services) {
    const service = app.app.get<Service>(type);
    for (const method of methodsOf(type)) {
      for (const value of NO_OBJECTS) {
        const before = app.sim.requests().length;
        const error = await thrownBy(() => service[method]?.(...argumentsOf(value)));
        // Some are understood, as no options at all are; nothing of what is refused leaves.
        const sent = app.sim.requests().slice(before);
        if (error instanceof InvalidRequestError && sent.length > 0)
          found.push([type.name, method, value, sent]);
        if (error !== null && !(error instanceof MpesaError))
          found.push([type.name, method, value, String(error)]);
      }
    }
  }
  return found;
}

/** Whatever field is read of a request, it is this one. */
function filledWith(text: string): object {
  return new Proxy(
    {},
    { get: (_, field) => (typeof field === 'symbol' || field === 'then' ? undefined : text) },
  );
}

describe.each(testDatabases())('what is no request, on %s', (kind) => {
  it('is refused by every method of every service, or understood, and never a TypeError', async () => {
    const app = await testApp().on(kind).jobs(false).start();
    expect(services.length).toBeGreaterThan(20);
    expect(await strangeEnds(app, (value) => [value])).toEqual([]);
    expect(await strangeEnds(app, () => [])).toEqual([]);
    expect(await strangeEnds(app, (value) => ['01900000-0000-7000-8000-000000000000', value])).toEqual([]);
    expect(await strangeEnds(app, (value) => [{}, value])).toEqual([]);
    expect((await app.payments.find()).items).toEqual([]);
  });

  it('shows nobody’s number: no error of any method tells the phone that it was given', async () => {
    const app = await testApp().on(kind).jobs(false).start();
    const refused: string[] = [];
    for (const phone of ['+255 708-374-149', 255708374149]) {
      const request = { amount: 20, reference: 'A', idNumber: '255708374149', nominatedPhone: phone };
      const fields = { phone, payer: phone, customer: phone, phones: [phone], officialContact: phone };
      for (const type of services) {
        for (const method of methodsOf(type)) {
          const error = await thrownBy(() => app.app.get<Service>(type)[method]?.({ ...request, ...fields }));
          if (!(error instanceof InvalidRequestError)) continue;
          const told = inspect(error, { depth: 9 }).replaceAll(/[\s-]/g, '');
          expect([type.name, method, told]).not.toContainEqual(expect.stringContaining('708374149'));
          if (/phone|contact/i.test(error.field)) refused.push(`${type.name}.${method}`);
        }
      }
    }
    expect(new Set(refused).size).toBeGreaterThan(9);
    expect([...new Set(refused)]).toEqual(
      expect.arrayContaining(['StkPushService.request', 'B2cService.pay', 'SubscriberService.imsi']),
    );
  });

  it('may be a megabyte in every field: it is refused, or kept by nobody, before anybody has to read it twice', async () => {
    const app = await testApp().on(kind).jobs(false).start();
    const text = `${'7'.repeat(2 ** 19)}${' '.repeat(2 ** 19)}x`;
    const slow: unknown[] = [];
    for (const type of services) {
      const service = app.app.get<Service>(type);
      for (const method of methodsOf(type)) {
        for (const argument of [text, filledWith(text)]) {
          const before = process.cpuUsage();
          const error = await thrownBy(() => service[method]?.(argument));
          const { user } = process.cpuUsage(before);
          if (error !== null && !(error instanceof MpesaError))
            slow.push([type.name, method, String(error).slice(0, 99)]);
          // Quadratic work on so much takes minutes; a bound is no measurement.
          if (user > 5_000_000) slow.push([type.name, method, user]);
          if (inspect(error, { depth: 9 }).length > 20_000) slow.push([type.name, method, 'tells it all']);
        }
      }
    }
    expect(slow).toEqual([]);
    expect(
      app.sim.requests().filter(({ requestBody }) => JSON.stringify(requestBody).length > 10_000),
    ).toEqual([]);
  });

  it('is named, with what it should have been', async () => {
    const { stk } = await testApp().on(kind).jobs(false).start();
    const error = await thrownBy(() => stk.request('0722000000' as never));
    expect(error).toBeInstanceOf(InvalidRequestError);
    expect(error).toMatchObject({ field: 'request', value: '07****00', rule: 'must be an object' });
    const options = await thrownBy(() =>
      stk.request({ phone: '0722000000', amount: 1, reference: 'A' }, null as never),
    );
    expect(options).toMatchObject({ field: 'options', value: null });
  });
});
