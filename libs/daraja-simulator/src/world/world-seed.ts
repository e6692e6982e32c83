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
}

export interface InitiatorSeed {
  name: string;
  password: string;
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
  balanceCents?: number;
  /** Receiving more than this ends in result 8. */
  maxBalanceCents?: number;
}

export interface PhoneSeed {
  msisdn: string;
  name?: string;
  balanceCents?: number;
  pin?: string;
  state?: PhoneState;
}
