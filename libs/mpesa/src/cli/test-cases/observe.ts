import { DarajaRejectedError } from '../../errors/daraja-rejected.error.js';
import type { Observation } from './test-case.js';

/** What a result code and its text say, against the codes that are expected. */
export function observeResult(
  result: { readonly resultCode: string; readonly resultDesc: string | null },
  expected: readonly string[],
  more: readonly (string | null)[] = [],
): Observation {
  const told = [`ResultCode ${result.resultCode}: ${result.resultDesc ?? '(no text)'}`, ...more];
  return {
    actual: told.filter((part) => part !== null).join('; '),
    passed: expected.includes(result.resultCode),
  };
}

/** A request that is expected to be refused at once. Anything but a refusal is thrown on. */
export async function observeRefusal(
  sending: Promise<unknown>,
  expected: RegExp,
  note: (name: string, value: string | null) => void,
): Promise<Observation> {
  try {
    await sending;
    return { actual: 'it was accepted', passed: false };
  } catch (error) {
    if (!(error instanceof DarajaRejectedError)) throw error;
    note('requestId', error.requestId);
    const told = [error.errorCode, error.errorMessage].filter((part) => part !== null).join(' ');
    return { actual: `refused with HTTP ${error.httpStatus}: ${told}`, passed: expected.test(told) };
  }
}
