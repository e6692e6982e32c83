import { AccountDirectory } from '../../options/account-directory.js';
import { resolveAccount } from '../../options/resolve-account.js';
import type { QuestionDeps } from '../../operations/questions/question-deps.js';
import { ManualClock } from '../manual-clock.js';
import { fakeDaraja, type FakeDaraja } from './fake-daraja.js';
import { NOON } from './sample-payments.js';

export interface QuestionFixture {
  readonly deps: QuestionDeps & { readonly clock: ManualClock; readonly newId: () => string };
  readonly daraja: FakeDaraja;
  readonly clock: ManualClock;
  /** What Safaricom answers, HTTP 200 unless told; the last again and again. */
  answers(body: unknown, status?: number): void;
}

/** A pay bill, a till, and a Safaricom that answers from a script, for services that only ask. */
export function questionFixture(): QuestionFixture {
  const clock = new ManualClock(NOON);
  const daraja = fakeDaraja(clock);
  const app = { consumerKey: 'key', consumerSecret: 'secret' };
  const kiosk = { ...app, type: 'till' as const, shortcode: '600001', till: '5123456' };
  const accounts = new AccountDirectory(
    new Map([
      ['default', resolveAccount('default', { ...app, shortcode: '600966' })],
      ['kiosk', resolveAccount('kiosk', kiosk)],
    ]),
  );
  const baseUrl = 'https://sandbox.safaricom.co.ke';
  return {
    deps: { client: daraja.client, accounts, baseUrl, clock, newId: () => 'question-1' },
    daraja,
    clock,
    answers: (body, status = 200) => void daraja.script.push({ status, body }),
  };
}
