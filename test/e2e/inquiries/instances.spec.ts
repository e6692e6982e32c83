import { describe, expect, it } from '@jest/globals';
import { Injectable } from '@nestjs/common';
import {
  BalanceService,
  DarajaThrottledError,
  OnMpesa,
  TransactionStatusService,
  type BalanceReceived,
  type StatusReceived,
} from 'nestjs-mpesa';
import { testDatabases } from '../../support/database.js';
import { atRest, JANE, journal } from '../../support/story.js';
import { testApp } from '../../support/test-app.js';
import { office, OFFICE, OPERATOR, type Office } from '../money-out/office.js';

/** Hears what is told of answers, on whichever instance. */
@Injectable()
class Ear {
  readonly balances: BalanceReceived[] = [];
  readonly statuses: StatusReceived[] = [];

  @OnMpesa('balance.received')
  balance(event: BalanceReceived): void {
    this.balances.push(event);
  }

  @OnMpesa('status.received')
  status(event: StatusReceived): void {
    this.statuses.push(event);
  }
}

interface BesideOptions {
  readonly jobs?: { readonly enabled: boolean };
  readonly callbacks?: { readonly baseUrl: string };
}

/** Another instance of the office, with the same handlers. */
function beside(it: Office, options: BesideOptions = {}) {
  return testApp()
    .beside(it)
    .clock(it.clock)
    .providers([Ear])
    .options({ shortcode: OFFICE, initiator: { ...OPERATOR, certificate: it.sim.certificate } })
    .options(options)
    .start();
}

describe.each(testDatabases())('questions on two instances, on %s', (kind) => {
  it('are answered to the one that asked, although the answer came to the other', async () => {
    const other = await office(kind, { providers: [Ear] });
    // Behind one public address the balancer picks whom Safaricom reaches; here it never is the one that asks.
    const asking = await beside(other, { jobs: { enabled: false }, callbacks: { baseUrl: other.baseUrl } });
    const { accounts } = await asking.app.get(BalanceService).get();
    expect(accounts.map(({ account }) => account)).toContain('Utility Account');
    // The one that asked may know the answer before the simulator has written down that the other took it in.
    await atRest(other);
    const [callback] = journal(other.sim, 'balance-result');
    expect(callback?.url.startsWith(other.baseUrl)).toBe(true);
    expect(other.app.get(Ear).balances).toMatchObject([{ accounts }]);
  });

  it('are asked no faster than Daraja allows one app, together, and each product in its own turn', async () => {
    const one = await office(kind);
    const two = await beside(one);
    const balances = [one.balance, two.app.get(BalanceService)];
    const tries = await Promise.allSettled(Array.from({ length: 10 }, (_, n) => balances[n % 2]?.get()));
    const refused = tries.flatMap((one) => (one.status === 'rejected' ? [one.reason as unknown] : []));
    expect(refused).toHaveLength(9);
    for (const error of refused) expect(error).toBeInstanceOf(DarajaThrottledError);
    expect(refused).toContainEqual(expect.objectContaining({ retryAt: one.clock.now() + 12_000 }));
    expect(journal(one.sim, 'balance')).toHaveLength(1);
    const { id } = await one.b2c.pay({ phone: JANE, amount: 100 });
    await two.app.get(TransactionStatusService).query({ paymentId: id });
    one.clock.advance(12_000);
    await balances[1]?.get();
    expect(journal(one.sim, 'balance')).toHaveLength(2);
  });

  it('whose answer comes twenty times are told of once', async () => {
    const one = await office(kind, { providers: [Ear] });
    const two = await beside(one);
    for (const op of ['balance-result', 'status-result'] as const)
      one.sim.addFault({ op, fault: 'callback-duplicated', copies: 20 });
    const { id } = await one.b2c.pay({ phone: JANE, amount: 100 });
    await one.payments.settled(id);
    await Promise.all([one.balance.get(), one.status.query({ paymentId: id })]);
    await atRest(one, two);
    const ears = [one.app.get(Ear), two.app.get(Ear)];
    expect(ears.flatMap(({ balances }) => balances)).toHaveLength(1);
    expect(ears.flatMap(({ statuses }) => statuses)).toHaveLength(1);
    expect(one.handled).toHaveLength(1);
  });
});
