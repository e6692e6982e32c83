/** Whatever a host may call of the module has its statements failed in turn by one of these specs: none is forgotten. */
import { expect, it } from '@jest/globals';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { PUBLIC_SERVICES } from '../../libs/mpesa/src/wiring/public-services.js';

const SPECS = ['failing-statements', 'failing-questions', 'public-errors', 'standing-order-departures'];

/** What the specs call a service by, where they do not get it by its class. */
const NAMES: Readonly<Record<string, string>> = {
  B2bExpressService: 'express',
  B2bService: 'b2b',
  B2cService: 'b2c',
  BillManagerService: 'bills',
  C2bService: 'c2b',
  EventsService: 'events',
  InboxService: 'inbox',
  PaymentsService: 'payments',
  PochiService: 'pochi',
  ReversalService: 'reversals',
  StandingOrderService: 'orders',
  StkPushService: 'stk',
  TaxService: 'tax',
};

/** `payBill`, `buyGoods` and `topUp` are this one with its command. */
const CALLED_WITHIN = ['B2bService.pay'];

const text = SPECS.map((spec) => readFileSync(join(import.meta.dirname, `${spec}.spec.ts`), 'utf8')).join('');

function isCalled(service: string, method: string): boolean {
  const called = new RegExp(`(?:get\\(${service}\\)|\\b${NAMES[service] ?? service})\\s*\\.${method}\\(`);
  return called.test(text);
}

it('each method of each service a host injects is called by a spec that fails its statements', () => {
  const methods = PUBLIC_SERVICES.flatMap(({ name, prototype }) =>
    Object.getOwnPropertyNames(prototype)
      .filter((method) => method !== 'constructor')
      .map((method) => [name, method] as const),
  );
  expect(methods.length).toBeGreaterThan(60);
  const missing = methods.filter(([service, method]) => !isCalled(service, method));
  expect(missing.map((names) => names.join('.'))).toEqual(CALLED_WITHIN);
  expect(isCalled('BillManagerService', 'refund')).toBe(false);
});
