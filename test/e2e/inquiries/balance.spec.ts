/* oxlint-disable unicorn/no-thenable -- `then` is a key of the fault rule */
import { describe, expect, it } from '@jest/globals';
import { Injectable } from '@nestjs/common';
import { InquiryRefusedError, InquiryTimeoutError, OnMpesa, type BalanceReceived } from 'nestjs-mpesa';
import { testDatabases } from '../../support/database.js';
import { atRest, journal } from '../../support/story.js';
import { office, OFFICE } from '../money-out/office.js';

@Injectable()
class Treasury {
  readonly told: BalanceReceived[] = [];

  @OnMpesa('balance.received')
  note(event: BalanceReceived): void {
    this.told.push(event);
  }
}

describe.each(testDatabases())('asking for the balance, on %s', (kind) => {
  it('tells every account of the shortcode in cents, to the call and to the handler, once', async () => {
    const it = await office(kind, { providers: [Treasury] });
    const { accounts, shortcode } = await it.balance.get();
    expect(shortcode).toBe(OFFICE);
    expect(accounts).toContainEqual({
      account: 'Utility Account',
      currency: 'KES',
      currentCents: 1_000_000_00,
      availableCents: 1_000_000_00,
      reservedCents: 0,
      unclearedCents: 0,
    });
    await atRest(it);
    expect(it.app.get(Treasury).told).toMatchObject([{ account: 'default', accounts }]);
  });

  it('is refused with its reason when the operator lacks the role', async () => {
    const it = await office(kind, { roles: ['b2c'] });
    const refusal = await it.balance.get().catch((error: unknown) => error);
    expect(refusal).toBeInstanceOf(InquiryRefusedError);
    expect(refusal).toMatchObject({ resultCode: '21', moneyMayHaveMoved: false });
    expect((refusal as InquiryRefusedError).explanation?.adviceToDeveloper).toMatch('Balance Query ORG API');
  });

  it('that M-Pesa gave up waiting with fails the call; the late answer is told by the event', async () => {
    const it = await office(kind, { providers: [Treasury] });
    it.sim.addFault({ op: 'balance', fault: 'queue-timeout', then: 'result', ms: 60_000 });
    await expect(it.balance.get()).rejects.toThrow(InquiryTimeoutError);
    await it.sim.settled();
    await it.sim.advance(60_000);
    await atRest(it);
    expect(it.app.get(Treasury).told).toHaveLength(1);
  });

  it('whose answer was lost fails the call at its deadline, and tells nobody anything', async () => {
    const it = await office(kind, { providers: [Treasury] });
    it.sim.addFault({ op: 'balance-result', fault: 'callback-lost' });
    await expect(it.balance.get({ timeoutMs: 300 })).rejects.toThrow(InquiryTimeoutError);
    await atRest(it);
    expect(it.app.get(Treasury).told).toEqual([]);
    expect(journal(it.sim, 'balance')).toHaveLength(1);
  });
});
