import { parseC2bNotification } from '../../daraja/contracts/c2b-callbacks.contract.js';
import { factFromConfirmation, shortcodeTold } from '../../translation/c2b.js';
import {
  UNREADABLE,
  type CallbackReading,
  type ReadableCallback,
  type CallbackLookups,
} from '../callback-reading.js';
import { readReceivedMoney } from './received-money.js';

export async function readC2bConfirmation(
  { subject, body, at }: ReadableCallback,
  { receiverOf }: Pick<CallbackLookups, 'receiverOf'>,
): Promise<CallbackReading> {
  const parsed = parseC2bNotification(body);
  if (parsed === null) return UNREADABLE;
  return readReceivedMoney(receiverOf(subject, shortcodeTold(parsed)), (receiver) =>
    factFromConfirmation(parsed, receiver, at),
  );
}
