import { describe, expect, it } from '@jest/globals';
import { testDatabases } from '../../support/database.js';
import { testApp } from '../../support/test-app.js';

describe.each(testDatabases())('a push to a phone, on %s', (kind) => {
  it('is paid', async () => {
    const shop = await testApp().on(kind).start();
    const { id } = await shop.stk.request({ phone: '0708 374 149', amount: 10, reference: 'ORDER-1' });
    await shop.sim.answer('254708374149', { action: 'pay' });
    expect((await shop.payments.settled(id)).status).toBe('succeeded');
  });
});
