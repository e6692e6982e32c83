import {
  type ReversalRequestBody,
  type ReversalResult,
  parseReversalResult,
} from '../../../daraja/contracts/reversal.contract.js';
import { ENDPOINTS } from '../../../daraja/endpoints/daraja.endpoints.js';
import { IDENTIFIER_TYPES } from '../../../daraja/wire/identifier-types.js';
import type { Bench } from '../bench.js';
import { askAsOperator, type OperatorOrder } from '../operator-request.js';
import { observeResult } from '../observe.js';
import type { NoteId } from '../filled-case.js';
import type { TestCase } from '../test-case.js';
import { isFailure, UNKNOWN_RECEIPT } from './unknown-receipt.js';

const subject = 'reversal';

export const REVERSAL_CASES: readonly TestCase[] = [
  {
    subject,
    name: 'A payment by a customer is given back',
    expected: 'ResultCode 0, for the receipt of the payment',
    needs: ['callbacks', 'operator'],
    async run(bench, note) {
      const { TransID: receipt } = await bench.c2b.pay({ account: 'GOLIVE-REV', amount: 15 }, note);
      const result = await reverse(bench, { receipt, amount: 15 }, note);
      const seen = observeResult(result, ['0'], [`original receipt ${result.originalReceipt ?? 'not told'}`]);
      // Older successes carry no parameters at all.
      const same = result.originalReceipt === null || result.originalReceipt === receipt;
      return { ...seen, passed: seen.passed && same };
    },
  },
  {
    subject,
    name: 'A payment that was given back already',
    expected: 'a ResultCode other than 0',
    needs: ['callbacks', 'operator'],
    async run(bench, note) {
      const { TransID: receipt } = await bench.c2b.pay({ account: 'GOLIVE-REV2', amount: 16 }, note);
      const first = await reverse(bench, { receipt, amount: 16 }, note);
      if (first.resultCode !== '0') return { ...observeResult(first, []), passed: false };
      return isFailure(await reverse(bench, { receipt, amount: 16 }, note));
    },
  },
  {
    subject,
    name: 'A receipt that does not exist',
    expected: 'a ResultCode other than 0',
    needs: ['callbacks', 'operator'],
    run: async (bench, note) =>
      isFailure(await reverse(bench, { receipt: UNKNOWN_RECEIPT, amount: 17 }, note)),
  },
];

interface Original {
  readonly receipt: string;
  /** Whole shillings. */
  readonly amount: number;
}

function reverse(bench: Bench, { receipt, amount }: Original, note: NoteId) {
  const { c2bShortcode } = bench.settings;
  const order: OperatorOrder<ReversalRequestBody, ReversalResult> = {
    endpoint: ENDPOINTS.reversal,
    parse: parseReversalResult,
    body: (fields, Initiator) => ({
      ...fields,
      Initiator,
      CommandID: 'TransactionReversal',
      TransactionID: receipt,
      Amount: amount,
      ReceiverParty: c2bShortcode,
      RecieverIdentifierType: IDENTIFIER_TYPES.reversal,
    }),
  };
  return askAsOperator(bench, order, note);
}
