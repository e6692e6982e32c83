import {
  fakeDaraja,
  type FakeDaraja,
  type ScriptedAnswer,
} from '../../libs/mpesa/src/testing/in-memory/fake-daraja.js';
import type { AccessTokenStore } from '../../libs/mpesa/src/daraja/token/access-token.store.js';
import type { Clock } from '../../libs/mpesa/src/values/clock.js';

/** A Safaricom that takes everything, and keeps the books that nobody can argue with. */
export interface LedgerDaraja extends FakeDaraja {
  /** The body of every request that was taken, in order. */
  readonly ledger: unknown[];
}

let acknowledgements = 0;

/** @param refuse what a request is answered instead of being taken; undefined takes it */
export function ledgerDaraja(
  clock: Clock,
  store: AccessTokenStore,
  refuse: (path: string) => ScriptedAnswer | undefined = () => undefined,
): LedgerDaraja {
  const daraja = fakeDaraja(clock, store);
  const ledger: unknown[] = [];
  daraja.onArrival = () => {
    const { path, body } = daraja.sent.at(-1) ?? { path: '', body: null };
    const refused = refuse(path);
    if (refused === undefined) ledger.push(body);
    daraja.script.splice(0, daraja.script.length, refused ?? { status: 200, body: taken(path) });
  };
  return Object.assign(daraja, { ledger });
}

function taken(path: string): unknown {
  const name = `ack-${++acknowledgements}`;
  if (path.includes('/ussdpush/')) return { code: '0', status: 'USSD Initiated Successfully' };
  const told = { ResponseCode: '0', ResponseDescription: 'Accepted' };
  if (path.includes('/stkpush/')) {
    return { ...told, MerchantRequestID: `m-${name}`, CheckoutRequestID: `ws_CO_${name}` };
  }
  return { ...told, ConversationID: `AG_${name}`, OriginatorConversationID: `o-${name}` };
}
