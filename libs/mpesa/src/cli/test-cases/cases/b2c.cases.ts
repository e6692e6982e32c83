import {
  type B2cResult,
  type B2cV3RequestBody,
  parseB2cResult,
} from '../../../daraja/contracts/b2c.contract.js';
import { ENDPOINTS } from '../../../daraja/endpoints/daraja.endpoints.js';
import type { Bench } from '../bench.js';
import { askAsOperator, type OperatorOrder } from '../operator-request.js';
import { observeRefusal, observeResult } from '../observe.js';
import type { NoteId } from '../filled-case.js';
import type { Need } from '../needs.js';
import type { TestCase } from '../test-case.js';

const subject = 'b2c';
const WRONG_NAME = 'NoSuchOperator';

export const B2C_CASES: readonly TestCase[] = [
  paidOut('SalaryPayment', 10),
  paidOut('BusinessPayment', 11),
  paidOut('PromotionPayment', 12),
  failing('The Utility account holds too little', ['1'], {
    // This pay bill holds what these cases paid to it.
    changes: ({ settings }) => ({ PartyA: settings.c2bShortcode, Amount: 250_000 }),
    needs: ['simulator'],
  }),
  failing('An operator that does not exist', ['2001'], {
    changes: () => ({ InitiatorName: WRONG_NAME }),
  }),
  failing('A number that is not on M-Pesa', ['2040'], {
    changes: () => ({ PartyB: '254799999999' }),
    needs: ['simulator'],
  }),
  {
    subject,
    name: 'A CommandID that does not exist',
    expected: 'refused: Invalid CommandID',
    needs: ['callbacks', 'operator'],
    run: (bench, note) => {
      const CommandID = 'NoSuchCommand' as B2cV3RequestBody['CommandID'];
      return observeRefusal(pay(bench, { CommandID }, note), /invalid commandid/i, note);
    },
  },
  {
    subject,
    name: 'Remarks of more than 100 characters',
    expected: 'refused: Invalid Remarks',
    needs: ['callbacks', 'operator'],
    run: (bench, note) =>
      observeRefusal(pay(bench, { Remarks: 'x'.repeat(101) }, note), /invalid remarks/i, note),
  },
];

function paidOut(command: B2cV3RequestBody['CommandID'], amount: number): TestCase {
  return {
    subject,
    name: `${command} to a customer`,
    expected: 'ResultCode 0 and a receipt',
    needs: ['callbacks', 'operator'],
    async run(bench, note) {
      const result = await pay(bench, { CommandID: command, Amount: amount }, note);
      const seen = observeResult(result, ['0'], [`receipt ${result.receipt ?? 'missing'}`]);
      return { ...seen, passed: seen.passed && result.receipt !== null };
    },
  };
}

interface Failing {
  readonly changes: (bench: Bench) => Partial<B2cV3RequestBody>;
  readonly needs?: readonly Need[];
}

function failing(name: string, codes: readonly string[], { changes, needs = [] }: Failing): TestCase {
  return {
    subject,
    name,
    expected: `ResultCode ${codes.join(' or ')}, no money moves`,
    needs: ['callbacks', 'operator', ...needs],
    run: async (bench, note) => observeResult(await pay(bench, changes(bench), note), codes),
  };
}

function pay(bench: Bench, changes: Partial<B2cV3RequestBody>, note: NoteId) {
  const { b2cShortcode, phone } = bench.settings;
  const order: OperatorOrder<B2cV3RequestBody, B2cResult> = {
    endpoint: ENDPOINTS.b2cV3,
    parse: parseB2cResult,
    body: (fields, InitiatorName) => ({
      ...fields,
      OriginatorConversationID: bench.newId(),
      InitiatorName,
      CommandID: 'BusinessPayment',
      Amount: 10,
      PartyA: b2cShortcode,
      PartyB: phone,
      ...changes,
    }),
  };
  return askAsOperator(bench, order, note);
}
