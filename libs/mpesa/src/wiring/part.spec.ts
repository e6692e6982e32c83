/** Half of these cases are the compiler's: each `@ts-expect-error` fails `npm run check` once the line below it compiles. */
import { describe, expect, it } from '@jest/globals';
import { Test } from '@nestjs/testing';
import { DarajaClient } from '../daraja/daraja-client.js';
import { LimitedClient } from '../daraja/limited-client.js';
import { QueryLimiter } from '../daraja/exchange/query-limiter.js';
import type { PaymentSender, PaymentSenders } from '../operations/payment-sender.js';
import {
  ORGANISATION_PRODUCTS,
  type OrganisationKind,
} from '../operations/money-out/organisation-products.js';
import { OutgoingPayments } from '../operations/money-out/outgoing-payments.js';
import { TaxService } from '../operations/money-out/tax.service.js';
import { Alarm, systemAfter } from '../values/alarm.js';
import { ManualClock } from '../testing/manual-clock.js';
import { part, token, value } from './part.js';
import { MPESA_AFTER, MPESA_CLOCK, MPESA_INQUIRIES, MPESA_RANDOM, MPESA_SENDERS } from './tokens.js';

const NOON = token<number>('noon');
const GREETING = token<Promise<string> | string>(Symbol('greeting'));

describe('part', () => {
  it('hands over each part under its name, a class, a symbol and a string alike', async () => {
    const clock = new ManualClock(1_000);
    const module = await Test.createTestingModule({
      providers: [
        part(
          Alarm,
          { after: MPESA_AFTER, clock: MPESA_CLOCK },
          (deps) => new Alarm({ ...deps, ring: () => 0 }),
        ),
        value(MPESA_AFTER, systemAfter),
        part(NOON, { alarm: Alarm, now: MPESA_CLOCK }, ({ alarm, now }) => now.now() + (alarm ? 1 : 0)),
        part(GREETING, { noon: NOON }, async ({ noon }) => `it is ${noon}`),
        value(MPESA_CLOCK, clock),
      ],
    }).compile();
    expect(module.get(Alarm)).toBeInstanceOf(Alarm);
    expect(module.get(GREETING)).toBe('it is 1001');
  });

  it('names what is injected in the order of its names', () => {
    const { inject } = part(TaxService, { outgoing: OutgoingPayments }, (it) => new TaxService(it.outgoing));
    expect(inject).toEqual([OutgoingPayments]);
  });
});

describe('the compiler', () => {
  it('takes no part for another', () => {
    const rotated = { client: QueryLimiter, limiter: DarajaClient };
    // @ts-expect-error -- the client cannot limit, and the limiter cannot send
    part(LimitedClient, rotated, (deps) => new LimitedClient(deps));
    // @ts-expect-error -- chance is no time
    part(NOON, { clock: MPESA_RANDOM }, ({ clock }) => clock.now());
    // @ts-expect-error -- what is made is something else than the token says
    part(MPESA_CLOCK, { random: MPESA_RANDOM }, ({ random }) => random);
    // @ts-expect-error -- a value, too
    value(MPESA_AFTER, () => 'never');
    // @ts-expect-error -- a bare symbol tells no type
    part(NOON, { clock: Symbol('clock') }, ({ clock }) => clock.now());
    expect.assertions(0);
  });

  it('misses a kind of payment that nobody sends, or that nobody asks about', () => {
    const sender: PaymentSender = { send: () => Promise.reject(new Error('unused')) };
    const { tax: left, ...others }: PaymentSenders = {
      'stk-push': sender,
      b2c: sender,
      pochi: sender,
      b2b: sender,
      'top-up': sender,
      tax: sender,
      reversal: sender,
      'b2b-express': sender,
    };
    // @ts-expect-error -- nobody sends a tax payment
    part(MPESA_SENDERS, {}, () => others);
    part(MPESA_SENDERS, {}, () => ({ ...others, tax: left }));
    // @ts-expect-error -- nobody asks about one
    part(MPESA_INQUIRIES, {}, () => ({ 'stk-push': { ask: async () => 'later' as const } }));
    const { tax, ...products } = ORGANISATION_PRODUCTS;
    // @ts-expect-error -- nobody puts one to Daraja
    products satisfies Record<OrganisationKind, unknown>;
    expect(tax.family).toBe('b2b');
  });
});
