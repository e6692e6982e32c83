import {
  type B2bRequestBody,
  type B2bResult,
  parseB2bResult,
} from '../../../daraja/contracts/b2b.contract.js';
import { ENDPOINTS } from '../../../daraja/endpoints/daraja.endpoints.js';
import { IDENTIFIER_TYPES } from '../../../daraja/wire/identifier-types.js';
import type { Bench } from '../bench.js';
import { askAsOperator, type OperatorOrder } from '../operator-request.js';
import { observeResult } from '../observe.js';
import type { NoteId } from '../filled-case.js';
import type { TestCase } from '../test-case.js';

const subject = 'b2b';

export const B2B_CASES: readonly TestCase[] = [
  {
    subject,
    name: 'BusinessPayBill to another pay bill',
    expected: 'ResultCode 0 and a receipt',
    needs: ['callbacks', 'operator'],
    async run(bench, note) {
      const result = await pay(bench, {}, note);
      const seen = observeResult(result, ['0'], [`receipt ${result.receipt ?? 'missing'}`]);
      return { ...seen, passed: seen.passed && result.receipt !== null };
    },
  },
  {
    subject,
    name: 'A receiver that does not exist',
    expected: 'ResultCode SFC_IC0003, no money moves',
    needs: ['callbacks', 'operator', 'simulator'],
    run: async (bench, note) => observeResult(await pay(bench, { PartyB: '999999' }, note), ['SFC_IC0003']),
  },
];

/** The sandbox has one pay bill for all; any other of its public ones is somebody else. */
const OTHER = '600000';
const ANOTHER = '600584';

function pay(bench: Bench, changes: Partial<B2bRequestBody>, note: NoteId) {
  const { b2cShortcode } = bench.settings;
  const order: OperatorOrder<B2bRequestBody, B2bResult> = {
    endpoint: ENDPOINTS.b2b,
    parse: parseB2bResult,
    body: (fields, Initiator) => ({
      ...fields,
      Initiator,
      CommandID: 'BusinessPayBill',
      SenderIdentifierType: IDENTIFIER_TYPES.shortcode,
      RecieverIdentifierType: IDENTIFIER_TYPES.shortcode,
      Amount: 10,
      PartyA: b2cShortcode,
      PartyB: b2cShortcode === OTHER ? ANOTHER : OTHER,
      AccountReference: 'GOLIVE-B2B',
      ...changes,
    }),
  };
  return askAsOperator(bench, order, note);
}
