import { parseBillManagerPayment } from '../../daraja/contracts/bill-manager-push.contract.js';
import { factFromBillPayment } from '../../translation/bill-manager.js';
import {
  UNREADABLE,
  type CallbackReading,
  type ReadableCallback,
  type CallbackLookups,
} from '../callback-reading.js';
import { readReceivedMoney } from './received-money.js';

export async function readBillPayment(
  { subject, body, at }: ReadableCallback,
  { receiverOf }: Pick<CallbackLookups, 'receiverOf'>,
): Promise<CallbackReading> {
  const parsed = parseBillManagerPayment(body);
  if (parsed === null) return UNREADABLE;
  return readReceivedMoney(receiverOf(subject, parsed.shortCode), (receiver) =>
    factFromBillPayment(parsed, receiver, at),
  );
}
