import { eastAfricaStamp } from '../../clock/east-africa-time.js';
import { shillingsText } from '../../payments/cents.js';
import type { SimulatorSettings } from '../../settings/simulator-settings.js';
import { decimals, item, type ResultItem } from '../org/result-item.js';
import type { TransactionFacts } from './transaction-facts.js';

/** The organisation's name came padded with blanks to this length in the capture. */
const PADDED = 50;

/** What the result of a transaction status tells, in one of the observed spellings (DARAJA-FACTS 1.11). */
export function statusParameters(
  facts: TransactionFacts,
  keys: SimulatorSettings['statusKeys'],
): ResultItem[] {
  const parameters = captured(facts);
  if (keys === 'capture') return parameters;
  return keys === 'portal' ? parameters.map(portal) : parameters.map(spaced);
}

function captured(facts: TransactionFacts): ResultItem[] {
  const stamp = (at: number | null): number | undefined =>
    at === null ? undefined : Number(eastAfricaStamp(at));
  const charges = facts.debitCharges;
  return [
    item('DebitPartyName', facts.debitParty),
    item('CreditPartyName', facts.creditParty.padEnd(PADDED)),
    item('OriginatorConversationID', facts.originatorConversationId),
    item('InitiatedTime', stamp(facts.initiatedAt)),
    ...(charges > 0 ? [item('DebitPartyCharges', `Fee For B2C Payment|KES|${shillingsText(charges)}`)] : []),
    item('CreditPartyCharges', undefined),
    item('DebitAccountType', facts.debitAccountType),
    item('TransactionReason', facts.reason ?? undefined),
    item('ReasonType', facts.reasonType),
    item('TransactionStatus', facts.status),
    item('FinalisedTime', stamp(facts.finalisedAt)),
    item('Amount', decimals((facts.cents / 100).toFixed(facts.cents % 100 === 0 ? 1 : 2))),
    item('ConversationID', facts.conversationId),
    item('ReceiptNo', facts.receipt === '' ? undefined : facts.receipt),
  ];
}

/** The portal's sample names both parties DebitPartyName and has texts for times. */
function portal({ Key, Value }: ResultItem): ResultItem {
  if (Key === 'CreditPartyName') return item('DebitPartyName', Value);
  if (Key === 'FinalisedTime' || Key === 'InitiatedTime')
    return item(Key, Value === undefined ? undefined : String(Value));
  return item(Key, Value);
}

/** Older captures: `FinalizedTime`, and `Conversation ID` with a space. */
function spaced({ Key, Value }: ResultItem): ResultItem {
  if (Key === 'FinalisedTime') return item('Finalized Time', Value);
  return item(Key.replace(/([a-z])([A-Z])/g, '$1 $2'), Value);
}
