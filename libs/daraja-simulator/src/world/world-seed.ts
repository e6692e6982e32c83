import type { RequestOp } from '../faults/fault-rule.js';
import type { PhoneState } from './phone-state.js';

/** The world a simulator starts from. A part left out is taken from the default world. */
export interface WorldSeed {
  apps?: AppSeed[];
  shortcodes?: ShortcodeSeed[];
  phones?: PhoneSeed[];
}

/** A Daraja app: the owner of tokens and rate limits. */
export interface AppSeed {
  consumerKey: string;
  consumerSecret: string;
  /** The products of the app; a call to another is answered "no apiproduct match". Without it, all. */
  products?: RequestOp[];
  /** The shortcodes the app may speak for in money out and questions. Without it, all. */
  shortcodes?: string[];
  /** `v1` is refused B2C v3 with 403.002.1001 (DARAJA-FACTS 1.6). */
  b2c?: 'v1' | 'v3';
}

/** An operator of a shortcode, who signs for what leaves it. */
export interface InitiatorSeed {
  name: string;
  password: string;
  /** The products it may initiate; another ends in result 21. Without it, all. */
  roles?: RequestOp[];
  locked?: boolean;
}

/** A pay bill, or a till with its store number. */
export interface ShortcodeSeed {
  /** 5-7 digits; for a till the store (head office) number. */
  number: string;
  type: 'paybill' | 'till';
  /** The till number customers type, PartyB of a buy-goods push. Only for tills. */
  till?: string;
  /** As customers see it in prompts and messages. */
  name?: string;
  /** Without one the shortcode takes no STK push. */
  passkey?: string;
  initiators?: InitiatorSeed[];
  /** The C2B product its app has; the other version is answered "no apiproduct match". */
  c2b?: 'v1' | 'v2';
  /** How C2B callbacks show the payer; by default hashed for v1 and masked for v2. */
  msisdn?: 'masked' | 'hashed' | 'clear';
  externalValidation?: 'off' | 'on';
  /** Which of a till's two numbers its C2B callbacks carry as BusinessShortCode. */
  c2bNumber?: 'store' | 'till';
  /** A phone that gets the owner's messages too. */
  ownerMsisdn?: string;
  /** The phone that B2B Express asks; by default the owner's. */
  nominatedMsisdn?: string;
  /** Opening balance of Utility (pay bill) or Merchant (till). */
  balanceCents?: number;
  /** Opening balance of Working, which B2B and tax are paid from. */
  workingCents?: number;
  /** What Safaricom charges the organisation per transaction, in cents. Default: 2240 for B2C, else nothing. */
  chargeCents?: ChargeSeed;
  /** Receiving more than this ends in result 8. */
  maxBalanceCents?: number;
}

/** Charges per transaction in cents. */
export interface ChargeSeed {
  c2b?: number;
  b2c?: number;
  b2b?: number;
}

/** A customer with a phone and an M-Pesa account. `msisdn` in twelve digits; money in cents. */
export interface PhoneSeed {
  msisdn: string;
  name?: string;
  balanceCents?: number;
  pin?: string;
  state?: PhoneState;
  /** Whether the customer owns a Pochi la Biashara wallet; true unless told. */
  pochi?: boolean;
  /** National id `01`, military `02`, passport `05`. */
  idType?: '01' | '02' | '05';
  idNumber?: string;
  /** `YYYY-MM-DD` in Nairobi. */
  registeredOn?: string;
  /** `YYYY-MM-DDTHH:mm` in Nairobi; without it the SIM was never swapped. */
  lastSwapAt?: string;
}
