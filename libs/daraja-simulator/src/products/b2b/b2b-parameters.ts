import { eastAfricaStamp } from '../../clock/east-africa-time.js';
import { shillingsText } from '../../payments/cents.js';
import { item, type ResultItem } from '../org/result-item.js';

interface B2bFacts {
  readonly accountName: string;
  /** Of the debited account, after the movement. */
  readonly balanceCents: number;
  readonly cents: number;
  readonly chargeCents: number;
  readonly receiver: string;
  /** Epoch milliseconds. */
  readonly at: number;
}

/** What the result of a payment between organisations tells (DARAJA-FACTS 1.7). */
export function b2bParameters(facts: B2bFacts): ResultItem[] {
  const { balanceCents, accountName, cents, chargeCents, receiver, at } = facts;
  const held = shillingsText(balanceCents);
  const basic = `{Amount={CurrencyCode=KES, MinimumAmount=${balanceCents}, BasicAmount=${held}}}`;
  return [
    item('DebitAccountBalance', basic),
    item('Amount', shillingsText(cents)),
    item('DebitPartyAffectedAccountBalance', `${accountName}|KES|${held}|${held}|0.00|0.00`),
    item('TransCompletedTime', eastAfricaStamp(at)),
    item('DebitPartyCharges', chargeCents === 0 ? '' : `Business Charge|KES|${shillingsText(chargeCents)}`),
    item('ReceiverPartyPublicName', receiver),
    item('Currency', 'KES'),
    item('InitiatorAccountCurrentBalance', basic),
  ];
}
