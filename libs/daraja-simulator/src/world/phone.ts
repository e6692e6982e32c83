import type { Message } from './message.js';
import type { PhoneState } from './phone-state.js';
import type { PhoneSeed } from './world-seed.js';

/** A customer's phone. Its money lives in the ledger. */
export interface Phone {
  readonly msisdn: string;
  readonly name: string;
  readonly pin: string;
  state: PhoneState;
  /** Wrong PINs in a row. */
  wrongPins: number;
  /** Pushes in a row that were not completed. */
  unfinishedPushes: number;
  /** Until then pushes end in 1037 unseen; 0 when not blocked. */
  blockedUntil: number;
  readonly messages: Message[];
  readonly pochi: boolean;
  readonly idType: '01' | '02' | '05';
  readonly idNumber: string;
  /** `YYYY-MM-DD`. */
  readonly registeredOn: string;
  /** `YYYY-MM-DDTHH:mm`, or null when the SIM was never swapped. */
  readonly lastSwapAt: string | null;
}

export function phoneFrom(seed: PhoneSeed): Phone {
  return {
    msisdn: seed.msisdn,
    name: seed.name ?? 'JOHN DOE',
    pin: seed.pin ?? '1234',
    state: seed.state ?? 'normal',
    wrongPins: 0,
    unfinishedPushes: 0,
    blockedUntil: 0,
    messages: [],
    pochi: seed.pochi ?? true,
    idType: seed.idType ?? '01',
    idNumber: seed.idNumber ?? seed.msisdn.slice(-8),
    registeredOn: seed.registeredOn ?? '2022-03-01',
    lastSwapAt: seed.lastSwapAt ?? null,
  };
}
