import {
  type TransactionStatusRequestBody,
  type TransactionStatusResult,
  parseTransactionStatusResult,
} from '../../../daraja/contracts/transaction-status.contract.js';
import { ENDPOINTS } from '../../../daraja/endpoints/daraja.endpoints.js';
import { IDENTIFIER_TYPES } from '../../../daraja/wire/identifier-types.js';
import type { Bench } from '../bench.js';
import { askAsOperator, type OperatorOrder } from '../operator-request.js';
import { observeResult } from '../observe.js';
import type { NoteId } from '../filled-case.js';
import type { TestCase } from '../test-case.js';
import { isFailure, UNKNOWN_RECEIPT } from './unknown-receipt.js';

const subject = 'status';

export const STATUS_CASES: readonly TestCase[] = [
  {
    subject,
    name: 'Status of a payment that was made',
    expected: 'ResultCode 0 and Completed, for the same receipt',
    needs: ['callbacks', 'operator'],
    async run(bench, note) {
      const { TransID: receipt } = await bench.c2b.pay({ account: 'GOLIVE-STATUS', amount: 14 }, note);
      const result = await ask(bench, receipt, note);
      const told = [`${result.transactionStatus ?? 'no status'}`, `receipt ${result.receipt ?? 'missing'}`];
      const seen = observeResult(result, ['0'], told);
      const same = result.receipt === receipt && result.transactionStatus === 'Completed';
      return { ...seen, passed: seen.passed && same };
    },
  },
  {
    subject,
    name: 'Status of a receipt that does not exist',
    expected: 'a ResultCode other than 0',
    needs: ['callbacks', 'operator'],
    run: async (bench, note) => isFailure(await ask(bench, UNKNOWN_RECEIPT, note)),
  },
];

function ask(bench: Bench, receipt: string, note: NoteId) {
  const { c2bShortcode } = bench.settings;
  const order: OperatorOrder<TransactionStatusRequestBody, TransactionStatusResult> = {
    endpoint: ENDPOINTS.transactionStatus,
    parse: parseTransactionStatusResult,
    body: (fields, Initiator) => ({
      ...fields,
      Initiator,
      CommandID: 'TransactionStatusQuery',
      TransactionID: receipt,
      PartyA: c2bShortcode,
      IdentifierType: IDENTIFIER_TYPES.shortcode,
    }),
  };
  return askAsOperator(bench, order, note);
}
