import {
  type AccountBalanceRequestBody,
  type AccountBalanceResult,
  parseAccountBalanceResult,
} from '../../../daraja/contracts/account-balance.contract.js';
import { ENDPOINTS } from '../../../daraja/endpoints/daraja.endpoints.js';
import { IDENTIFIER_TYPES } from '../../../daraja/wire/identifier-types.js';
import { formatCents } from '../../../values/money.js';
import type { Bench } from '../bench.js';
import { askAsOperator, type OperatorOrder } from '../operator-request.js';
import { observeResult } from '../observe.js';
import type { TestCase } from '../test-case.js';

export const BALANCE_CASES: readonly TestCase[] = [
  {
    subject: 'balance',
    name: 'Balance of the accounts of a pay bill',
    expected: 'ResultCode 0 and at least one account with its balance',
    needs: ['callbacks', 'operator'],
    async run(bench, note) {
      const result = await askAsOperator(bench, balanceOrder(bench), note);
      const told = result.accounts.map(({ account, availableCents }) => {
        const balance = availableCents === null ? 'not told' : formatCents(availableCents);
        return `${account ?? 'account without a name'} ${balance}`;
      });
      const seen = observeResult(result, ['0'], told);
      return { ...seen, passed: seen.passed && told.length > 0 };
    },
  },
];

/** The one question that moves nothing: it also tells whether an operator is who he says. */
export function balanceOrder({
  settings,
}: Bench): OperatorOrder<AccountBalanceRequestBody, AccountBalanceResult> {
  return {
    endpoint: ENDPOINTS.accountBalance,
    parse: parseAccountBalanceResult,
    body: (fields, Initiator) => ({
      ...fields,
      Initiator,
      CommandID: 'AccountBalance',
      PartyA: settings.b2cShortcode,
      IdentifierType: IDENTIFIER_TYPES.shortcode,
    }),
  };
}
