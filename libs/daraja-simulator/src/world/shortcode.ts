import type { Message } from './message.js';
import { initiatorFrom, type Initiator } from './initiator.js';
import type { ShortcodeSeed } from './world-seed.js';

/** Where C2B callbacks of a shortcode go, and what happens when its validator does not answer in time. */
export interface C2bRegistration {
  readonly version: 'v1' | 'v2';
  readonly responseType: 'Completed' | 'Cancelled';
  readonly confirmationUrl: string;
  readonly validationUrl: string;
}

/** A pay bill or a till. Its money lives in the ledger. */
export interface Shortcode {
  readonly number: string;
  readonly type: 'paybill' | 'till';
  /** What customers type and PartyB carries: the till number of a till, the number itself of a pay bill. */
  readonly payTo: string;
  readonly name: string;
  readonly passkey: string | null;
  readonly initiators: readonly Initiator[];
  /** Which C2B product the app has; `either` where the seed leaves it open. */
  readonly c2b: 'v1' | 'v2' | 'either';
  /** Null: as the registered version has it. */
  readonly msisdn: 'masked' | 'hashed' | 'clear' | null;
  readonly c2bNumber: string;
  readonly ownerMsisdn: string | null;
  readonly nominatedMsisdn: string | null;
  readonly maxBalanceCents: number;
  /** What Safaricom charges the organisation per transaction, in cents. */
  readonly chargeCents: { readonly c2b: number; readonly b2c: number; readonly b2b: number };
  externalValidation: 'off' | 'on';
  registration: C2bRegistration | null;
  readonly messages: Message[];
}

/** `Fee For B2C Payment|KES|22.40` (DARAJA-FACTS 1.11), in cents. */
const B2C_CHARGE = 22_40;

export function shortcodeFrom(seed: ShortcodeSeed): Shortcode {
  const payTo = seed.till ?? seed.number;
  return {
    number: seed.number,
    type: seed.type,
    payTo,
    name: seed.name ?? `Shop ${payTo}`,
    passkey: seed.passkey ?? null,
    initiators: (seed.initiators ?? []).map(initiatorFrom),
    c2b: seed.c2b ?? 'either',
    msisdn: seed.msisdn ?? null,
    c2bNumber: seed.c2bNumber === 'till' ? payTo : seed.number,
    ownerMsisdn: seed.ownerMsisdn ?? null,
    nominatedMsisdn: seed.nominatedMsisdn ?? seed.ownerMsisdn ?? null,
    chargeCents: { c2b: 0, b2c: B2C_CHARGE, b2b: 0, ...seed.chargeCents },
    maxBalanceCents: seed.maxBalanceCents ?? Number.MAX_SAFE_INTEGER,
    externalValidation: seed.externalValidation ?? 'off',
    registration: null,
    messages: [],
  };
}
