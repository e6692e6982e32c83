import { parseC2bNotification } from '../../daraja/contracts/c2b-callbacks.contract.js';
import { factFromConfirmation } from '../../translation/c2b.js';
import {
  rejected,
  UNREADABLE,
  type CallbackReading,
  type ReadableCallback,
  type ReceiverLookup,
} from '../callback-reading.js';

export async function readC2bConfirmation(
  { subject, body, at }: ReadableCallback,
  receiverOf: ReceiverLookup,
): Promise<CallbackReading> {
  const parsed = parseC2bNotification(body);
  if (parsed === null) return UNREADABLE;
  const receiver = await receiverOf(subject, parsed.BusinessShortCode);
  if (receiver === 'unknown') return rejected('no-account-for-shortcode');
  // Several tills share the store number, and nothing says which was paid.
  if (receiver === 'ambiguous') return rejected('ambiguous-shortcode');
  const fact = factFromConfirmation(parsed, receiver, at);
  return 'refused' in fact ? rejected(fact.refused) : { fact };
}
