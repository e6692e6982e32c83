import type { AccountDirectory } from '../options/account-directory.js';
import type { ResolvedAccount } from '../options/resolved-options.js';
import type { PushAccount } from '../reconciliation/push-payment.inquiry.js';
import type { TransactionAccount } from '../reconciliation/transaction-payment.inquiry.js';
import { appOf } from './daraja-apps.js';
import type { AnswerUrls } from './money-out/organisation.sender.js';
import { identifierTypeOf } from './operators/identifier-type.js';
import { initiatorOf, type InitiatorCredentials } from './operators/initiator-credentials.js';
import type { Operators } from './operators/operators.js';

interface Known {
  readonly accounts: Pick<AccountDirectory, 'find'>;
  readonly baseUrl: string;
}

/** What reconciliation asks about pushes with; null for an account that nobody knows any more. */
export async function pushAccount({ accounts, baseUrl }: Known, name: string): Promise<PushAccount | null> {
  const account = await accounts.find(name);
  if (account === null) return null;
  return { app: appOf(account, baseUrl), shortcode: account.shortcode, passkey: account.passkey };
}

export interface TransactionAccountDeps extends Known, Pick<TransactionAccount, 'wordFor'> {
  readonly credentials: Pick<InitiatorCredentials, 'named'>;
  readonly operators: Pick<Operators, 'assertUsable'>;
  readonly answersFor: (paymentId: string, account: ResolvedAccount) => AnswerUrls;
}

/** What reconciliation asks about all other payments with; null as above. */
export async function transactionAccount(
  { accounts, baseUrl, credentials, operators, answersFor, wordFor }: TransactionAccountDeps,
  name: string,
): Promise<TransactionAccount | null> {
  const account = await accounts.find(name);
  if (account === null) return null;
  return {
    app: appOf(account, baseUrl),
    identifierType: identifierTypeOf(account),
    sign: async (initiator) => {
      const operator = initiator ?? initiatorOf(account, 'status').name;
      await operators.assertUsable(account.name, operator);
      return credentials.named(account, operator);
    },
    urls: (paymentId) => answersFor(paymentId, account),
    wordFor,
  };
}
