import { createSecurityCredential } from '../../../daraja/signing/security-credential.js';
import { DarajaRejectedError } from '../../../errors/daraja-rejected.error.js';
import { askAsOperator } from '../operator-request.js';
import { observeResult } from '../observe.js';
import type { TestCase } from '../test-case.js';
import { balanceOrder } from './balance.cases.js';

const subject = 'authentication';

export const AUTHENTICATION_CASES: readonly TestCase[] = [
  {
    subject,
    name: 'OAuth with the right consumer key and secret',
    expected: 'an access token',
    needs: [],
    async run({ fetchToken, settings }) {
      const { livesSeconds } = await fetchToken(settings.app);
      return { actual: `an access token for ${livesSeconds} seconds`, passed: livesSeconds > 0 };
    },
  },
  {
    subject,
    name: 'OAuth with a wrong consumer secret',
    expected: 'refused, no token',
    needs: [],
    async run({ fetchToken, settings }) {
      try {
        await fetchToken({ ...settings.app, consumerSecret: 'not-the-secret' });
        return { actual: 'an access token', passed: false };
      } catch (error) {
        if (!(error instanceof DarajaRejectedError)) throw error;
        return { actual: `refused with HTTP ${error.httpStatus}`, passed: true };
      }
    },
  },
  {
    subject,
    name: 'Security credential made from a wrong password',
    expected: 'ResultCode 2001',
    needs: ['callbacks', 'operator'],
    async run(bench, note) {
      const certificate = bench.settings.operator?.certificate ?? '';
      const credential = createSecurityCredential('NotThePassword1!', certificate);
      const order = { ...balanceOrder(bench), credential };
      return observeResult(await askAsOperator(bench, order, note), ['2001']);
    },
  },
  {
    subject,
    name: 'Security credential made from the right password',
    expected: 'ResultCode 0',
    needs: ['callbacks', 'operator'],
    async run(bench, note) {
      return observeResult(await askAsOperator(bench, balanceOrder(bench), note), ['0']);
    },
  },
];
