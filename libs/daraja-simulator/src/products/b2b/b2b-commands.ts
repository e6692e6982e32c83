import { shortcodeAccount, workingAccount, type Account } from '../../ledger/account.js';
import type { Shortcode } from '../../world/shortcode.js';
import { ORG_FAILURES } from '../org/org-failures.js';
import type { OrgFailure } from '../org/org-request.js';

/** From which account of the payer to which of the payee. `name` is what the payer's account is called in results. */
export interface B2bMove {
  readonly debit: Account;
  readonly credit: Account;
  readonly accountName: string;
}

interface Command {
  readonly from: 'working' | 'main';
  readonly to: 'working' | 'main';
  readonly payer?: Shortcode['type'];
  readonly payee?: Shortcode['type'];
  /** Both parties must be the same, or may not be. */
  readonly own: boolean;
}

/** What each command moves (DARAJA-FACTS 1.7). The last three are legacy. */
const COMMANDS: Readonly<Record<string, Command>> = {
  BusinessPayBill: { from: 'working', to: 'main', payee: 'paybill', own: false },
  BusinessBuyGoods: { from: 'working', to: 'main', payee: 'till', own: false },
  BusinessPayToBulk: { from: 'working', to: 'main', payee: 'paybill', own: false },
  BusinessTransferFromMMFToUtility: { from: 'working', to: 'main', own: true },
  DisburseFundsToBusiness: { from: 'main', to: 'working', payer: 'paybill', own: false },
  BusinessToBusinessTransfer: { from: 'working', to: 'working', own: false },
  MerchantToMerchantTransfer: { from: 'main', to: 'main', payer: 'till', payee: 'till', own: false },
  MerchantTransferFromMerchantToWorking: { from: 'main', to: 'working', payer: 'till', own: true },
};

/** The accounts a command moves money between, or why it may not. */
export function b2bMove(name: string, payer: Shortcode, payee: Shortcode): B2bMove | OrgFailure {
  const command = COMMANDS[name];
  // CheckIdentity and the like: legacy names whose meaning no current page tells.
  if (!command) return ORG_FAILURES.notAssigned;
  const same = payer.number === payee.number;
  // Utility to own Working is always result 21 (DARAJA-FACTS 1.7).
  if (name === 'DisburseFundsToBusiness' && same) return ORG_FAILURES.notAllowed;
  if (command.own !== same) return ORG_FAILURES.notAssigned;
  if (command.payer && command.payer !== payer.type) return ORG_FAILURES.notAssigned;
  if (command.payee && command.payee !== payee.type) return ORG_FAILURES.noReceiver;
  return {
    debit: account(command.from, payer),
    credit: account(command.to, payee),
    accountName: accountName(command.from, payer),
  };
}

function account(kind: 'working' | 'main', { number }: Shortcode): Account {
  return kind === 'working' ? workingAccount(number) : shortcodeAccount(number);
}

/** As balances print it (DARAJA-FACTS 1.12). */
export function accountName(kind: 'working' | 'main', { type }: Shortcode): string {
  if (kind === 'working') return 'Working Account';
  return type === 'till' ? 'Merchant Account' : 'Utility Account';
}
