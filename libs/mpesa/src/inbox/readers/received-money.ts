import type { MoneyReceivedFact } from '../../payments/payment-fact.js';
import type { C2bReceiver, C2bRefusal } from '../../translation/c2b.js';
import { rejected, type CallbackReading, type ReceiverLookup } from '../callback-reading.js';

/** The fact in news of money, once it is known whose it is. */
export async function readReceivedMoney(
  receiver: ReturnType<ReceiverLookup>,
  factFor: (receiver: C2bReceiver) => MoneyReceivedFact | C2bRefusal,
): Promise<CallbackReading> {
  const found = await receiver;
  if (found === 'unknown') return rejected('no-account-for-shortcode');
  // Several tills share the store number, and nothing says which was paid.
  if (found === 'ambiguous') return rejected('ambiguous-shortcode');
  const fact = factFor(found);
  if ('refused' in fact) return rejected(fact.refused);
  return { fact: found.canAsk === true ? { ...fact, confirmable: true } : fact };
}
