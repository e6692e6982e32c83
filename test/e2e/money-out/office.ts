import type { Provider } from '@nestjs/common';
import type { InitiatorSeed, ShortcodeSeed, Simulator } from 'daraja-simulator';
import {
  B2bExpressService,
  B2bService,
  B2cService,
  PochiService,
  ReversalService,
  BalanceService,
  TaxService,
  TransactionStatusService,
} from 'nestjs-mpesa';
import type { MpesaOptions } from 'nestjs-mpesa';
import { ManualClock } from 'nestjs-mpesa/testing';
import type { TestDatabase, TestDatabaseKind } from '../../support/database.js';
import { travel } from '../../support/story.js';
import { testApp, testSimulator, type TestApp } from '../../support/test-app.js';

/** A pay bill of the simulator's world whose accounts are funded: Utility KES 1,000,000, Working KES 5,000,000. */
export const OFFICE = '600996';

/** Longer than any test takes; simulated time. */
const HELD_MS = 10 * 60_000;

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
  readonly status: TransactionStatusService;
  readonly balance: BalanceService;
};

export type OfficeOptions = Partial<MpesaOptions> & {
  /** Another one than the operator has. */
  readonly password?: string;
  /** What the operator may do; default everything. */
  readonly roles?: NonNullable<InitiatorSeed['roles']>;
  readonly providers?: Provider[];
  /** The Safaricom that another host has talked to already; default a new one. */
  readonly sim?: Simulator;
};

/**
 * Lets Safaricom keep the results of what it accepts, so that they cannot overtake what the test looks at first. They come
 * when the returned function is called.
 */
export function holdResults({ sim, clock }: Pick<Office, 'sim' | 'clock'>): () => Promise<void> {
  sim.configure({ resultDelayMs: HELD_MS });
  return () => travel(HELD_MS, clock, sim);
}

function funded(roles: NonNullable<InitiatorSeed['roles']>): ShortcodeSeed {
  const initiators = [{ ...OPERATOR, roles }];
  return {
    number: OFFICE,
    type: 'paybill',
    initiators,
    balanceCents: 1_000_000_00,
    workingCents: 5_000_000_00,
  };
}

/** Opens an office, with the operator's right password unless the test has another. */
export async function office(
  database: TestDatabaseKind | TestDatabase,
  { password = OPERATOR.password, roles, providers = [], sim: known, ...options }: OfficeOptions = {},
): Promise<Office> {
  const sim = known ?? (await testSimulator());
  if (roles !== undefined) await sim.reset({ seed: { shortcodes: [funded(roles)] } });
  const clock = new ManualClock(sim.now());
  const app = await testApp()
    .on(database)
    .withSimulator(sim)
    .clock(clock)
    .providers(providers)
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
    status: app.app.get(TransactionStatusService),
    balance: app.app.get(BalanceService),
  };
}
