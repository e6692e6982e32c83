import type { PhoneSeed, ShortcodeSeed, WorldSeed } from './world-seed.js';

/** The public passkey of Safaricom's sandbox (DARAJA-FACTS 7.3); it protects nothing. */
const SANDBOX_PASSKEY = 'bfb279f9aa9bdbcf158e97dd71a467cd2e0c893059b10f78e6b72ada1ed2c919';

const INITIATORS = [{ name: 'testapi', password: 'Safaricom999!*!' }];

/** Their Utility starts empty, so that what customers pay is what they hold. */
const C2B_PAYBILLS = ['600000', '600984'];

const FUNDED_PAYBILLS = [
  '600584',
  '600610',
  '600638',
  '600772',
  '600782',
  '600966',
  '600977',
  '600979',
  '600992',
  '600996',
  '600997',
  '600998',
  '600999',
];

const WORKING = 5_000_000_00;
const UTILITY = 1_000_000_00;

function paybill(number: string, name: string): ShortcodeSeed {
  return {
    number,
    type: 'paybill',
    name,
    passkey: SANDBOX_PASSKEY,
    initiators: INITIATORS,
    workingCents: WORKING,
  };
}

function phone(msisdn: string, name: string, shillings: number): PhoneSeed {
  return { msisdn, name, balanceCents: shillings * 100, pin: '1234' };
}

/** Safaricom's public sandbox data (DARAJA-FACTS 7.3), one till beside its pay bills, and a few customers. */
export const DEFAULT_SEED: Required<WorldSeed> = {
  apps: [{ consumerKey: 'sandbox-key', consumerSecret: 'sandbox-secret' }],
  shortcodes: [
    paybill('174379', 'Daraja Sandbox'),
    ...C2B_PAYBILLS.map((number) => paybill(number, `Test Pay Bill ${number}`)),
    ...FUNDED_PAYBILLS.map((number) => ({
      ...paybill(number, `Test Pay Bill ${number}`),
      balanceCents: UTILITY,
    })),
    {
      number: '300583',
      type: 'till',
      till: '300584',
      name: 'Mama Njeri Groceries',
      passkey: SANDBOX_PASSKEY,
      initiators: INITIATORS,
      workingCents: WORKING,
      nominatedMsisdn: '254722000000',
    },
  ],
  phones: [
    phone('254708374149', 'JOHN DOE', 50_000),
    phone('254712345678', 'JANE WANJIKU DOE', 20_000),
    phone('254722000000', 'PETER OTIENO', 5_000),
    phone('254733123456', 'AMINA HASSAN', 100_000),
    phone('254114567890', 'BRIAN KIPROTICH', 1_500),
    phone('254790000001', 'GRACE MUTHONI', 50),
  ],
};
