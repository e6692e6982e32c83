import { ENDPOINTS } from '../../../daraja/endpoints/daraja.endpoints.js';
import { DarajaThrottledError } from '../../../errors/daraja-throttled.error.js';
import { systemDelay } from '../../../values/delay.js';
import { formatCents } from '../../../values/money.js';
import type { Bench } from '../bench.js';
import { observeRefusal, observeResult } from '../observe.js';
import type { EndedPush } from '../pushes.js';
import type { PromptAction } from '../simulator-control.js';
import type { Need } from '../needs.js';
import type { Observation, TestCase } from '../test-case.js';

const subject = 'stk';
/** Every push asks for another amount: the same one twice within two minutes is refused. */
const PAID_AMOUNT = 1;

const paid: TestCase = {
  subject,
  name: 'The customer enters the right PIN',
  expected: `ResultCode 0, a receipt, and KES ${PAID_AMOUNT}.00`,
  needs: ['callbacks', 'answering-phone'],
  async run({ pushes }, note) {
    const { callback } = await pushes.payOne(PAID_AMOUNT, note);
    const { Amount, MpesaReceiptNumber: receipt } = callback;
    note('MpesaReceiptNumber', receipt);
    const amount = Amount === null ? 'no amount' : `KES ${formatCents(Amount)}`;
    const seen = observeResult(resultOf({ callback }), ['0'], [`receipt ${receipt ?? 'missing'}`, amount]);
    return { ...seen, passed: seen.passed && receipt !== null && Amount === PAID_AMOUNT * 100 };
  },
};

const queried: TestCase = {
  subject,
  name: 'Query of a push that was paid',
  expected: 'ResultCode 0',
  needs: ['callbacks', 'answering-phone'],
  async run(bench, note) {
    const { answer } = await bench.pushes.payOne(PAID_AMOUNT, note);
    note('CheckoutRequestID', answer.CheckoutRequestID);
    const { ResultCode, ResultDesc } = await query(bench, answer.CheckoutRequestID);
    return observeResult({ resultCode: ResultCode, resultDesc: ResultDesc }, ['0']);
  },
};

const wrongPasskey: TestCase = {
  subject,
  name: 'A Password made with a wrong passkey',
  expected: 'refused: Wrong credentials',
  needs: [],
  run: (bench, note) => {
    const body = bench.pushes.body(PAID_AMOUNT, 'not-the-passkey');
    return observeRefusal(bench.send(ENDPOINTS.stkPush, body), /credentials|password/i, note);
  },
};

const noAmount: TestCase = {
  subject,
  name: 'An amount of 0',
  expected: 'refused: Invalid Amount',
  needs: [],
  run: (bench, note) =>
    observeRefusal(bench.send(ENDPOINTS.stkPush, bench.pushes.body(0)), /invalid amount/i, note),
};

const noSuchShortcode: TestCase = {
  subject,
  name: 'A shortcode that does not exist',
  expected: 'refused: Merchant does not exist, or wrong credentials',
  needs: [],
  run: (bench, note) => {
    const body = { ...bench.pushes.body(PAID_AMOUNT), BusinessShortCode: '999999', PartyB: '999999' };
    const sending = bench.send(ENDPOINTS.stkPush, body);
    return observeRefusal(sending, /merchant does not exist|credentials|shortcode/i, note);
  },
};

export const STK_CASES: readonly TestCase[] = [
  paid,
  queried,
  unpaid('The customer cancels the prompt', { action: 'cancel', amount: 2, codes: ['1032'] }),
  unpaid('The customer enters a wrong PIN', { action: 'wrong-pin', amount: 3, codes: ['2001'] }),
  unpaid('The customer has too little money', {
    action: 'insufficient-funds',
    amount: 4,
    codes: ['1'],
    needs: ['simulator'],
  }),
  // Which of them a phone ends in differs: some count silence as cancelling.
  unpaid('The customer does not answer', {
    action: 'ignore',
    amount: 5,
    codes: ['1037', '1019', '1032'],
    needs: [],
  }),
  wrongPasskey,
  noAmount,
  noSuchShortcode,
];

interface Unpaid {
  readonly action: PromptAction;
  readonly amount: number;
  readonly codes: readonly string[];
  readonly needs?: readonly Need[];
}

function unpaid(name: string, { action, amount, codes, needs = ['answering-phone'] }: Unpaid): TestCase {
  return {
    subject,
    name,
    expected: `ResultCode ${codes.join(' or ')}`,
    needs: ['callbacks', ...needs],
    async run({ pushes }, note): Promise<Observation> {
      return observeResult(resultOf(await pushes.play({ action, amount }, note)), codes);
    },
  };
}

function resultOf({ callback }: Pick<EndedPush, 'callback'>) {
  return { resultCode: callback.ResultCode, resultDesc: callback.ResultDesc };
}

/** Queries are rationed; the ration is waited for once. */
async function query(bench: Bench, checkoutRequestId: string) {
  const ask = () =>
    bench.send(ENDPOINTS.stkQuery, {
      BusinessShortCode: bench.settings.shortcode,
      ...bench.pushes.credentials(),
      CheckoutRequestID: checkoutRequestId,
    });
  try {
    return await ask();
  } catch (error) {
    if (!(error instanceof DarajaThrottledError)) throw error;
    await systemDelay(Math.max(0, error.retryAt - bench.clock.now()));
    return ask();
  }
}
