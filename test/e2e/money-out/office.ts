import {
  B2bExpressService,
  B2bService,
  B2cService,
  PochiService,
  ReversalService,
  TaxService,
} from 'nestjs-mpesa';
import type { MpesaOptions } from 'nestjs-mpesa';
import { ManualClock } from 'nestjs-mpesa/testing';
import type { TestDatabase, TestDatabaseKind } from '../../support/database.js';
import { testApp, testSimulator, type TestApp } from '../../support/test-app.js';

/** A pay bill of the simulator's world whose accounts are funded: Utility KES 1,000,000, Working KES 5,000,000. */
export const OFFICE = '600996';

export const OPERATOR = { name: 'testapi', password: 'Safaricom999!*!' };

/** A host whose operator may move money out, on its own clock. */
export type Office = TestApp & {
  readonly clock: ManualClock;
  readonly b2c: B2cService;
  readonly pochi: PochiService;
  readonly b2b: B2bService;
  readonly tax: TaxService;
  readonly express: B2bExpressService;
  readonly reversals: ReversalService;
};

/** Opens an office, with the operator's right password unless the test has another. */
export async function office(
  database: TestDatabaseKind | TestDatabase,
  { password = OPERATOR.password, ...options }: Partial<MpesaOptions> & { password?: string } = {},
): Promise<Office> {
  const sim = await testSimulator();
  const clock = new ManualClock(sim.now());
  const app = await testApp()
    .on(database)
    .withSimulator(sim)
    .clock(clock)
    .options({
      shortcode: OFFICE,
      initiator: { ...OPERATOR, password, certificate: sim.certificate },
      ...options,
    })
    .start();
  return {
    ...app,
    clock,
    b2c: app.app.get(B2cService),
    pochi: app.app.get(PochiService),
    b2b: app.app.get(B2bService),
    tax: app.app.get(TaxService),
    express: app.app.get(B2bExpressService),
    reversals: app.app.get(ReversalService),
  };
}
