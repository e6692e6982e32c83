import { eastAfricaParts } from '../../clock/east-africa-time.js';
import { chargesAccount, shortcodeAccount, workingAccount, type Account } from '../../ledger/account.js';
import type { Ledger } from '../../ledger/ledger.js';
import { shillingsText } from '../../payments/cents.js';
import type { Phone } from '../../world/phone.js';
import type { Shortcode } from '../../world/shortcode.js';
import { phoneName } from '../org/party-name.js';
import { decimals, item, type ResultItem } from '../org/result-item.js';

interface B2cFacts {
  readonly shortcode: Shortcode;
  readonly phone: Phone;
  readonly cents: number;
  readonly receipt: string;
  /** Epoch milliseconds. */
  readonly at: number;
}

/** What the result of a payment to a customer tells (DARAJA-FACTS 1.6); call it after the ledger moved. */
export function b2cParameters(
  ledger: Pick<Ledger, 'balanceOf'>,
  { shortcode, phone, cents, receipt, at }: B2cFacts,
): ResultItem[] {
  const holds = (account: Account): string => decimals(shillingsText(ledger.balanceOf(account)));
  return [
    item('TransactionAmount', cents % 100 === 0 ? cents / 100 : decimals(shillingsText(cents))),
    item('TransactionReceipt', receipt),
    item('ReceiverPartyPublicName', phoneName(phone)),
    item('TransactionCompletedDateTime', completed(at)),
    item('B2CUtilityAccountAvailableFunds', holds(shortcodeAccount(shortcode.number))),
    item('B2CWorkingAccountAvailableFunds', holds(workingAccount(shortcode.number))),
    item('B2CRecipientIsRegisteredCustomer', 'Y'),
    item('B2CChargesPaidAccountAvailableFunds', holds(chargesAccount(shortcode.number))),
  ];
}

/** `21.11.2026 22:48:52` (DARAJA-FACTS 4.3). */
function completed(at: number): string {
  const t = eastAfricaParts(at);
  return `${t.day}.${t.month}.${t.year} ${t.hour}:${t.minute}:${t.second}`;
}
