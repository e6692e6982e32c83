import { parseRatibaCallback } from '../../daraja/contracts/ratiba.contract.js';
import { factFromRatibaCallback } from '../../translation/ratiba.js';
import { UNREADABLE, type CallbackReading, type ReadableCallback } from '../callback-reading.js';

export function readRatibaCallback({ subject, body, at }: ReadableCallback): CallbackReading {
  const parsed = parseRatibaCallback(body);
  return parsed === null ? UNREADABLE : { orderFact: factFromRatibaCallback(subject, parsed, at) };
}
