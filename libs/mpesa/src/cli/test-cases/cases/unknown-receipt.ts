import type { ResultEnvelope } from '../../../daraja/contracts/result-envelope.js';
import { observeResult } from '../observe.js';
import type { Observation } from '../test-case.js';

/** Shaped like a receipt of 2026, and nobody's. */
export const UNKNOWN_RECEIPT = 'UAA0NOBODY';

/** The codes differ; what matters is that it is none of success. */
export function isFailure(result: ResultEnvelope): Observation {
  return { ...observeResult(result, []), passed: result.resultCode !== '0' };
}
